// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_KEY_TEXT_H
#define MQTT_KEY_TEXT_H

#include "ns3/mqtt-hex.h"
#include "ns3/mqtt-openssl.h"

#include <openssl/crypto.h>

namespace ns3::mqtt
{

/// @param key any
/// @return it in hexadecimal digits, the passphrase that the published schemes make of a key
inline Secret
ToKeyText(const Secret& key)
{
    std::string digits = ToHex(key.Get());
    Secret text{ByteView(digits)};
    OPENSSL_cleanse(digits.data(), digits.size());
    return text;
}

} // namespace ns3::mqtt

#endif /* MQTT_KEY_TEXT_H */

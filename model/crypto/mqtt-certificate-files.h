// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CERTIFICATE_FILES_H
#define MQTT_CERTIFICATE_FILES_H

#include "mqtt-certificates.h"

/// @file
/// Certificates and keys of the real world, in PEM (RFC 7468).

namespace ns3::mqtt
{

/// To be called inside a CryptoScope.
/// @param certificateFile own certificate first, then those between it and the root
/// @param keyFile private key of the first certificate, without a password
/// @return the chain, or what is wrong with which file
Result<std::shared_ptr<const CertificateChain>> ReadCertificateChain(
    const std::string& certificateFile,
    const std::string& keyFile);

} // namespace ns3::mqtt

#endif /* MQTT_CERTIFICATE_FILES_H */

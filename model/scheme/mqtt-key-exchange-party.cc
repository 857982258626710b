// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-exchange-party.h"

#include "mqtt-key-exchange-ecdh.h"
#include "mqtt-key-exchange-rsa.h"

namespace ns3::mqtt
{

std::unique_ptr<ExchangeParty>
ExchangeParty::Create(const ExchangeForm& form, std::uint32_t number)
{
    if (form.rsa)
    {
        return std::make_unique<RsaExchangeParty>(form, number);
    }
    return std::make_unique<EcdhExchangeParty>(form);
}

} // namespace ns3::mqtt

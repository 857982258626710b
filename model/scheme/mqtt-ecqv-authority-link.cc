// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-authority-link.h"

#include "mqtt-ecqv-authority.h"

#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

EcqvAuthorityLink::EcqvAuthorityLink(const EcqvForm& form,
                                     std::shared_ptr<const TlsContext> tls,
                                     std::string authorityName)
    : ServiceChannel(EcqvAuthority::SERVICE, Phase::ENROL),
      m_form(form),
      m_tls(std::move(tls)),
      m_authorityName(std::move(authorityName))
{
}

std::unique_ptr<StreamGuard>
EcqvAuthorityLink::CreateGuard() const
{
    if (!m_tls)
    {
        return nullptr;
    }
    TlsParty party;
    party.serverName = m_authorityName;
    return std::make_unique<TlsGuard>(m_tls, std::move(party));
}

void
EcqvAuthorityLink::Send(const EcqvChannelMessage& message, BrokerHost& host)
{
    if (!IsUp())
    {
        return;
    }
    ServiceChannel::Send(EncodeChannelMessage(message, m_form), host);
    // Requests are answered at once; claims may have to wait for a renewal.
    if (std::holds_alternative<EcqvForward>(message))
    {
        Await(host);
    }
}

} // namespace ns3::mqtt

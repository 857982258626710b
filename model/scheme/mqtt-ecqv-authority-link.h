// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_AUTHORITY_LINK_H
#define MQTT_ECQV_AUTHORITY_LINK_H

#include "mqtt-ecqv-messages.h"
#include "mqtt-scheme-agent.h"
#include "mqtt-service-channel.h"

#include "ns3/mqtt-tls-context.h"

namespace ns3::mqtt
{

/// The broker's channel to the certificate authority.
class EcqvAuthorityLink : public ServiceChannel
{
  public:
    /// @param form form; outlives the link
    /// @param tls shows the broker's certificate; null for a bare channel
    /// @param authorityName that the certificate of the authority must hold
    EcqvAuthorityLink(const EcqvForm& form,
                      std::shared_ptr<const TlsContext> tls,
                      std::string authorityName);

    /// @return guard of the channel, or null
    std::unique_ptr<StreamGuard> CreateGuard() const;

    /// @param message for the authority; lost unless the channel is up
    /// @param host the broker
    void Send(const EcqvChannelMessage& message, BrokerHost& host);

  private:
    const EcqvForm& m_form;                  ///< form
    std::shared_ptr<const TlsContext> m_tls; ///< for the channel, or null
    std::string m_authorityName;             ///< in the authority's certificate
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_AUTHORITY_LINK_H */

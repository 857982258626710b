// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_AUTHORITY_LINK_H
#define MQTT_ECQV_AUTHORITY_LINK_H

#include "mqtt-ecqv-messages.h"
#include "mqtt-scheme-agent.h"

#include "ns3/mqtt-tls-context.h"

namespace ns3::mqtt
{

/// The broker's channel to the certificate authority, which is opened again whenever it is lost.
/// Part of the broker's agent, which passes its calls on.
class EcqvAuthorityLink
{
  public:
    /// Timer of the broker's agent that the link uses.
    static constexpr std::uint32_t TIMER = 1'000'000;

    /// @param form form; outlives the link
    /// @param tls shows the broker's certificate; null for a bare channel
    /// @param authorityName that the certificate of the authority must hold
    EcqvAuthorityLink(const EcqvForm& form,
                      std::shared_ptr<const TlsContext> tls,
                      std::string authorityName);

    /// Opens the channel, or breaks it off if it has not come to stand or gives no answer. Called
    /// when the broker starts, and when TIMER expires.
    /// @param host the broker
    void Open(BrokerHost& host);

    /// @return guard of the channel, or null
    std::unique_ptr<StreamGuard> CreateGuard() const;

    /// @param channel any of the broker's channels
    /// @return whether it is this one; the following calls are for it only
    bool Owns(ChannelId channel) const
    {
        return m_channel == channel;
    }

    /// The channel stands.
    void ChannelUp()
    {
        m_up = true;
    }

    /// Something has come on the channel.
    void Heard()
    {
        m_awaiting = false;
    }

    /// Plans the next attempt.
    /// @param host the broker
    void ChannelDown(BrokerHost& host);

    /// Closes the channel, because of what came on it, and plans the next attempt.
    /// @param host the broker
    void Break(BrokerHost& host);

    /// @param message for the authority; lost unless the channel is up
    /// @param host the broker
    void Send(const EcqvChannelMessage& message, BrokerHost& host);

    /// @return whether there is no channel, and none is being opened
    bool IsDown() const
    {
        return !m_channel;
    }

    /// @return whether the channel stands
    bool IsUp() const
    {
        return m_up;
    }

  private:
    const EcqvForm& m_form;                  ///< form
    std::shared_ptr<const TlsContext> m_tls; ///< for the channel, or null
    std::string m_authorityName;             ///< in the authority's certificate
    std::optional<ChannelId> m_channel;      ///< up or being opened
    bool m_up{false};                        ///< it is up
    bool m_awaiting{false};                  ///< nothing has come since a request was sent
};

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_AUTHORITY_LINK_H */

// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SERVICE_CHANNEL_H
#define MQTT_SERVICE_CHANNEL_H

#include "mqtt-party-agent.h"

#include <chrono>
#include <optional>
#include <string>

namespace ns3::mqtt
{

/// A party's channel to a service that it cannot do without. It is opened again whenever it is
/// lost, and broken off when what is waited for does not come: a peer that stops in the middle of a
/// handshake, or a record whose length was changed under way, would otherwise hold the party up for
/// ever. Part of an agent, which passes its calls on.
class ServiceChannel
{
  public:
    /// Timer of the agent that is used.
    static constexpr std::uint32_t TIMER = 1'000'000;

    /// Between the loss of the channel and the next attempt.
    static constexpr Duration RETRY_DELAY = std::chrono::seconds(1);

    /// Longest wait for the channel to stand, and for what Await() waits for.
    static constexpr Duration ANSWER_TIMEOUT = std::chrono::seconds(30);

    /// @param service name of the service
    /// @param phase what opening the channel is part of
    ServiceChannel(std::string service, Phase phase);

    /// Opens the channel, of which there is none.
    /// @param host the party
    void Open(PartyHost& host);

    /// @param channel any of the party's
    /// @return whether it is this one
    bool Owns(ChannelId channel) const
    {
        return m_channel == channel;
    }

    /// The channel stands, and nothing is waited for.
    void Up();

    /// The channel is lost. Plans the next attempt.
    /// @param host the party
    void Down(PartyHost& host);

    /// Closes the channel, because of what came on it or did not, and plans the next attempt.
    /// @param host the party
    void Break(PartyHost& host);

    /// TIMER has expired: opens the channel, or breaks it off if something is still waited for.
    /// @param host the party
    void TimerExpired(PartyHost& host);

    /// @param message lost unless the channel stands
    /// @param host the party
    void Send(ByteView message, PartyHost& host);

    /// Something has to come from here on, unless there is no channel, or something is waited for
    /// already.
    /// @param host the party
    /// @param more what it may take beyond ANSWER_TIMEOUT
    void Await(PartyHost& host, Duration more = Duration(0));

    /// What was waited for has come.
    void Heard()
    {
        m_awaiting = false;
    }

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
    std::string m_service;              ///< its name
    Phase m_phase;                      ///< of opening
    std::optional<ChannelId> m_channel; ///< up or being opened
    bool m_up{false};                   ///< it stands
    bool m_awaiting{false};             ///< something has to come
};

} // namespace ns3::mqtt

#endif /* MQTT_SERVICE_CHANNEL_H */

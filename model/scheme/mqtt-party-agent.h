// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_PARTY_AGENT_H
#define MQTT_PARTY_AGENT_H

#include "ns3/mqtt-connection-id.h"
#include "ns3/mqtt-control-packets.h"
#include "ns3/mqtt-phase.h"
#include "ns3/mqtt-stream-guard.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// @file
/// What the agents of all parties have in common: timers; channels to other parties beside MQTT;
/// sessions with brokers beside that of a client's application; and units of their device beside
/// its processor. A channel is a TCP connection that carries messages, each behind its length in
/// two octets, under a guard if the agents want one.

namespace ns3::mqtt
{

/// Number of a channel, given by the party that opens or accepts it; never used twice by a party.
using ChannelId = std::uint64_t;

/// Longest message of a channel, in octets.
constexpr std::size_t MAX_CHANNEL_MESSAGE = 65535;

/// What a party listens for beside MQTT.
struct Service
{
    std::string name;      ///< by which other parties ask for it; unique in a system
    std::uint16_t port{0}; ///< TCP port
};

/// Number of a session with a broker, given by the party that keeps it; never used twice by it.
using SessionId = std::uint64_t;

/// Longest silence, in seconds, of sessions of agents that are to notice a connection that is dead.
constexpr std::uint16_t SESSION_KEEP_ALIVE = 60;

/// What a party's session with a broker begins with.
struct SessionOptions
{
    std::uint32_t broker{0};                 ///< which of the scheme's brokers
    Connect connect;                         ///< packet that begins it; the session is kept up
    std::vector<Subscription> subscriptions; ///< asked for unless the broker kept the session
};

/// A unit of a party's device that works on its own, such as a TPM or a smart card.
struct Unit
{
    std::string name;   ///< kind, as in device profiles: "tpm" or "card"
    std::string device; ///< device profile that says what its work costs
};

/// What any agent can have done by the party it belongs to. Everything asked for in one call
/// happens in the order it was asked, at the time the work before it has taken.
class PartyHost
{
  public:
    virtual ~PartyHost() = default;

    /// Opens a channel. The agent hears ChannelUp() when it stands, or ChannelDown().
    /// @param service name of a service of some party in the system
    /// @return the channel
    virtual ChannelId OpenChannel(const std::string& service) = 0;

    /// @param channel that is up; nothing happens if it no longer is
    /// @param message at most MAX_CHANNEL_MESSAGE octets
    virtual void SendOnChannel(ChannelId channel, ByteView message) = 0;

    /// Closes a channel after what was sent; the agent hears nothing more of it.
    /// @param channel any
    virtual void CloseChannel(ChannelId channel) = 0;

    /// Begins a session with a broker, beside that of a client's application, and keeps it up: a
    /// connection that is lost or cannot be opened is tried again. The agent hears SessionUp().
    /// @param options what it begins with
    /// @return the session
    virtual SessionId OpenSession(const SessionOptions& options) = 0;

    /// Without a connection, messages of QoS 1 and 2 wait for the next one, others are lost.
    /// @param session any
    /// @param publish message; its packet identifier does not matter
    virtual void PublishOnSession(SessionId session, const Publish& publish) = 0;

    /// Adds to what the session subscribes to. The agent hears SessionUp() when it is granted.
    /// @param session any
    /// @param subscriptions at least one
    virtual void SubscribeOnSession(SessionId session,
                                    const std::vector<Subscription>& subscriptions) = 0;

    /// Ends a session in order; the agent hears nothing more of it.
    /// @param session any
    virtual void CloseSession(SessionId session) = 0;

    /// Has a unit of the device do something, when it is free; the processor does not wait.
    /// @param unit name of one of PartyAgent::GetUnits()
    /// @param work what the unit does: cryptography here is charged to the unit; must not call the
    ///        host
    /// @param done what the agent does then, in a turn of the party; whatever the work needs of
    ///        what may be gone by then, such as a connection, is for it to look after
    virtual void UseUnit(const std::string& unit,
                         std::function<void()> work,
                         std::function<void()> done) = 0;

    /// @param timer any number; a running timer of that number is replaced
    /// @param delay from now
    virtual void SetAgentTimer(std::uint32_t timer, Duration delay) = 0;

    /// @param phase what the party is busy with from here on
    virtual void EnterPhase(Phase phase) = 0;

    /// @return simulated time since the start, as the clock of the party shows it
    virtual Duration GetNow() const = 0;
};

/// What the agents of all parties can hear and be asked.
/// @tparam Host what the agent's party does for it
template <class Host>
class PartyAgent
{
  public:
    virtual ~PartyAgent() = default;

    /// @return what the party listens for beside MQTT, as long as it lives
    virtual std::vector<Service> GetServices() const
    {
        return {};
    }

    /// The party has started.
    /// @param host the party
    virtual void Start(Host& host)
    {
        static_cast<void>(host);
    }

    /// @param service name of the service at the other end, or at this one if the peer opened it
    /// @param opened whether this party opened the channel
    /// @return protection of the channel, or null
    virtual std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service, bool opened)
    {
        static_cast<void>(service);
        static_cast<void>(opened);
        return nullptr;
    }

    /// A channel stands, its guard included.
    /// @param channel opened by this party or by a peer
    /// @param service name of the service it is for
    /// @param host the party
    virtual void ChannelUp(ChannelId channel, const std::string& service, Host& host)
    {
        static_cast<void>(channel);
        static_cast<void>(service);
        static_cast<void>(host);
    }

    /// @param channel that is up
    /// @param message from the peer, valid until the call returns
    /// @param host the party
    virtual void ChannelMessage(ChannelId channel, ByteView message, Host& host)
    {
        static_cast<void>(channel);
        static_cast<void>(message);
        static_cast<void>(host);
    }

    /// A channel is gone, or could not be opened.
    /// @param channel which
    /// @param host the party
    virtual void ChannelDown(ChannelId channel, Host& host)
    {
        static_cast<void>(channel);
        static_cast<void>(host);
    }

    /// @return units of the party's device that the agent uses, as long as the party lives
    virtual std::vector<Unit> GetUnits() const
    {
        return {};
    }

    /// @param session whose connection is to be opened
    /// @return protection of its byte stream, or null
    virtual std::unique_ptr<StreamGuard> CreateSessionGuard(SessionId session)
    {
        static_cast<void>(session);
        return nullptr;
    }

    /// A session has a connection and all its subscriptions; again after each that is added.
    /// @param session which
    /// @param host the party
    virtual void SessionUp(SessionId session, Host& host)
    {
        static_cast<void>(session);
        static_cast<void>(host);
    }

    /// @param session that a message came on
    /// @param publish the message
    /// @param host the party
    virtual void SessionMessage(SessionId session, const Publish& publish, Host& host)
    {
        static_cast<void>(session);
        static_cast<void>(publish);
        static_cast<void>(host);
    }

    /// A session has lost its connection, or an attempt at one has failed; it will try again.
    /// @param session which
    /// @param host the party
    virtual void SessionDown(SessionId session, Host& host)
    {
        static_cast<void>(session);
        static_cast<void>(host);
    }

    /// @param timer number given to PartyHost::SetAgentTimer()
    /// @param host the party
    virtual void TimerExpired(std::uint32_t timer, Host& host)
    {
        static_cast<void>(timer);
        static_cast<void>(host);
    }

    /// @return octets of key material that the scheme makes the party hold, guards apart
    virtual std::size_t GetStateSize() const
    {
        return 0;
    }
};

} // namespace ns3::mqtt

#endif /* MQTT_PARTY_AGENT_H */

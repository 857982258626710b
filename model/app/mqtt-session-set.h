// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SESSION_SET_H
#define MQTT_SESSION_SET_H

#include "mqtt-channel-set.h"
#include "mqtt-client-session.h"

namespace ns3::mqtt
{

/// @param broker number of one of a scheme's brokers
/// @return its name in the directory
std::string GetBrokerService(std::uint32_t broker);

/// Whom the events of sessions go to, in turns of the party.
class SessionUser
{
  public:
    virtual ~SessionUser() = default;

    /// @param session whose connection stands
    /// @return protection of its byte stream, or null
    virtual std::unique_ptr<StreamGuard> CreateSessionGuard(SessionId session) = 0;

    /// @param session that has a connection and all its subscriptions
    virtual void SessionUp(SessionId session) = 0;

    /// @param session that a message came on
    /// @param publish the message
    virtual void SessionMessage(SessionId session, const Publish& publish) = 0;

    /// @param session whose connection, or attempt at one, is over
    virtual void SessionDown(SessionId session) = 0;
};

/// The sessions that a party keeps with brokers for its agent.
class SessionSet
{
  public:
    /// @param party whose turns they run in; outlives them
    /// @param user whom events go to; outlives them
    SessionSet(Party& party, SessionUser& user);
    ~SessionSet();
    SessionSet(const SessionSet&) = delete;
    SessionSet& operator=(const SessionSet&) = delete;

    /// @param directory where brokers are; may be filled until the simulation starts
    void SetDirectory(std::shared_ptr<const Directory> directory);

    /// @param options what the session begins with; the program ends if there is no such broker
    /// @return the session
    SessionId Open(const SessionOptions& options);

    /// @param session any; nothing happens if it was closed
    /// @param publish message
    void Publish(SessionId session, const mqtt::Publish& publish);

    /// @param session any; nothing happens if it was closed
    /// @param subscriptions at least one
    void Subscribe(SessionId session, const std::vector<Subscription>& subscriptions);

    /// Ends a session in order; its user hears nothing more of it.
    /// @param session any
    void Close(SessionId session);

    /// Ends all sessions in order; their user hears nothing more of them.
    void CloseAll();

    /// Leaves everything as it is, to whoever takes the whole system down.
    void Detach();

    /// @return octets of session state, keys and buffers
    std::size_t GetStateSize() const;

  private:
    class Entry;

    /// @param session any
    /// @return it, unless it was closed or never was
    Entry* Find(SessionId session) const;

    Party& m_party;                                        ///< whose turns they run in
    SessionUser& m_user;                                   ///< whom events go to
    std::shared_ptr<const Directory> m_directory;          ///< where brokers are
    std::map<SessionId, std::unique_ptr<Entry>> m_entries; ///< all that ever were
    SessionId m_last{0};                                   ///< the newest
};

} // namespace ns3::mqtt

#endif /* MQTT_SESSION_SET_H */

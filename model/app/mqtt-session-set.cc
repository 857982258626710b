// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-session-set.h"

#include "mqtt-party.h"

#include "ns3/abort.h"
#include "ns3/log.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttSessionSet");

std::string
GetBrokerService(std::uint32_t broker)
{
    return "mqtt-broker-" + std::to_string(broker);
}

/// A session that goes on as long as nobody closes it, and is kept after that for the work that is
/// still under way.
class SessionSet::Entry : public ClientSessionOwner
{
  public:
    /// @param set whose session it is
    /// @param id number of the session
    /// @param settings what it is made of
    Entry(SessionSet& set, SessionId id, ClientSession::Settings settings)
        : m_set(set),
          m_id(id),
          m_session(set.m_party, *this, std::move(settings))
    {
    }

    /// @return the session
    ClientSession& GetSession()
    {
        return m_session;
    }

    /// @return whether nobody has closed it
    bool IsOpen() const
    {
        return m_open;
    }

    /// Ends it in order; in a turn.
    void Close()
    {
        m_open = false;
        m_session.Stop();
        m_session.Leave("session closed");
    }

    std::unique_ptr<StreamGuard> CreateGuard(ClientSession& /* session */) override
    {
        return m_set.m_user.CreateSessionGuard(m_id);
    }

    void StreamDown(ClientSession& /* session */) override
    {
        if (m_open)
        {
            m_set.m_user.SessionDown(m_id);
        }
    }

    void Delivered(ClientSession& /* session */, const mqtt::Publish& publish) override
    {
        if (m_open)
        {
            m_set.m_user.SessionMessage(m_id, publish);
        }
    }

    void Progressed(ClientSession& session) override
    {
        if (m_open && session.IsConnected() && session.IsSubscribed())
        {
            session.SetPhase(Phase::MESSAGES);
            m_set.m_user.SessionUp(m_id);
        }
    }

  private:
    SessionSet& m_set;       ///< whose session it is
    SessionId m_id;          ///< its number
    bool m_open{true};       ///< nobody has closed it
    ClientSession m_session; ///< the session
};

SessionSet::SessionSet(Party& party, SessionUser& user)
    : m_party(party),
      m_user(user)
{
}

SessionSet::~SessionSet() = default;

void
SessionSet::SetDirectory(std::shared_ptr<const Directory> directory)
{
    m_directory = std::move(directory);
}

SessionId
SessionSet::Open(const SessionOptions& options)
{
    NS_LOG_FUNCTION(this << options.broker);
    const std::string service = GetBrokerService(options.broker);
    NS_ABORT_MSG_IF(!m_directory || m_directory->count(service) == 0,
                    "there is no broker " << options.broker);
    ClientSession::Settings settings;
    settings.remote = m_directory->at(service);
    static_cast<Connect&>(settings.options) = options.connect;
    settings.subscriptions = options.subscriptions;
    const SessionId id = ++m_last;
    auto& entry = m_entries[id];
    entry = std::make_unique<Entry>(*this, id, std::move(settings));
    m_party.GetTurn().Then([this, id]() {
        if (Entry* opened = Find(id))
        {
            opened->GetSession().WantConnection();
        }
    });
    return id;
}

SessionSet::Entry*
SessionSet::Find(SessionId session) const
{
    const auto found = m_entries.find(session);
    return found == m_entries.end() || !found->second->IsOpen() ? nullptr : found->second.get();
}

void
SessionSet::Publish(SessionId session, const mqtt::Publish& publish)
{
    NS_LOG_FUNCTION(this << session << publish.message->topic);
    if (Entry* entry = Find(session))
    {
        entry->GetSession().Publish(publish);
    }
}

void
SessionSet::Subscribe(SessionId session, const std::vector<Subscription>& subscriptions)
{
    NS_LOG_FUNCTION(this << session << subscriptions.size());
    if (Entry* entry = Find(session))
    {
        entry->GetSession().Subscribe(subscriptions);
    }
}

void
SessionSet::Close(SessionId session)
{
    NS_LOG_FUNCTION(this << session);
    if (Entry* entry = Find(session))
    {
        entry->Close();
    }
}

void
SessionSet::CloseAll()
{
    NS_LOG_FUNCTION(this);
    for (const auto& [id, entry] : m_entries)
    {
        Close(id);
    }
}

void
SessionSet::Detach()
{
    NS_LOG_FUNCTION(this);
    for (const auto& [id, entry] : m_entries)
    {
        entry->GetSession().Detach();
    }
}

std::size_t
SessionSet::GetStateSize() const
{
    std::size_t size = 0;
    for (const auto& [id, entry] : m_entries)
    {
        size += entry->IsOpen() ? entry->GetSession().GetStateSize() : 0;
    }
    return size;
}

} // namespace ns3::mqtt

// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_PARTY_H
#define MQTT_SCHEME_PARTY_H

#include "mqtt-scheme-session.h"

#include "ns3/mqtt-security-scheme.h"

#include <set>

/// @file
/// The parties of a scheme in memory: what the applications do on nodes, without nodes.

namespace ns3::mqtt::test
{

/// A party with its agent.
/// @tparam Host what the agent's party does for it
/// @tparam Agent the scheme's part
template <class Host, class Agent>
class SchemeParty : public Host, private ChannelEnd::Owner, private SchemeSession::User
{
  public:
    /// @param wire wire; outlives the party
    /// @param name of the party
    /// @param agent the scheme's part
    SchemeParty(SchemeWire& wire, std::string name, std::unique_ptr<Agent> agent)
        : m_wire(wire),
          m_name(std::move(name)),
          m_agent(std::move(agent))
    {
    }

    SchemeParty(const SchemeParty&) = delete;
    SchemeParty& operator=(const SchemeParty&) = delete;

    /// @tparam T class of the agent
    /// @return the agent
    template <class T = Agent>
    T& GetAgent() const
    {
        return dynamic_cast<T&>(*m_agent);
    }

    /// @return name of the party
    const std::string& GetName() const
    {
        return m_name;
    }

    /// @return channels that stand or are being opened
    std::size_t GetNChannels() const
    {
        return m_channels.size();
    }

    ChannelId OpenChannel(const std::string& service) override
    {
        const ChannelId id = ++m_lastChannel;
        const auto end = AddChannel(id, service, true);
        end->SetStream(m_wire.Open(service, m_name, end));
        return id;
    }

    void SendOnChannel(ChannelId channel, ByteView message) override
    {
        const auto found = m_channels.find(channel);
        if (found != m_channels.end() && found->second->IsUp())
        {
            found->second->Send(message);
        }
    }

    void CloseChannel(ChannelId channel) override
    {
        const auto found = m_channels.find(channel);
        if (found != m_channels.end())
        {
            const auto end = found->second;
            m_channels.erase(found);
            end->Close();
        }
    }

    SessionId OpenSession(const SessionOptions& options) override
    {
        const SessionId id = ++m_lastSession;
        SchemeSession::User& user = *this;
        const auto session = std::make_shared<SchemeSession>(m_wire, m_name, user, id, options);
        m_sessions[id] = session;
        m_wire.Post([session]() { session->Connect(); });
        return id;
    }

    void PublishOnSession(SessionId session, const Publish& publish) override
    {
        if (m_sessions.count(session) > 0)
        {
            m_sessions[session]->Publish(publish);
        }
    }

    void SubscribeOnSession(SessionId session,
                            const std::vector<Subscription>& subscriptions) override
    {
        if (m_sessions.count(session) > 0)
        {
            m_sessions[session]->Subscribe(subscriptions);
        }
    }

    void CloseSession(SessionId session) override
    {
        if (m_sessions.count(session) > 0)
        {
            const auto ended = m_sessions[session];
            m_sessions.erase(session);
            m_ended.push_back(ended);
            ended->End();
        }
    }

    /// The party dies: its sessions end, and it hears nothing more.
    void EndSessions()
    {
        while (!m_sessions.empty())
        {
            CloseSession(m_sessions.begin()->first);
        }
    }

    /// All sessions of the agent lose their connections, at both ends.
    void LoseSessions()
    {
        const auto sessions = m_sessions; // agents may open and close some meanwhile
        for (const auto& [id, session] : sessions)
        {
            session->Lose();
        }
    }

    /// @param session that loses its connection, at both ends
    void LoseSession(SessionId session)
    {
        m_sessions.at(session)->Lose();
    }

    void UseUnit(const std::string& /* unit */,
                 std::function<void()> work,
                 std::function<void()> done) override
    {
        m_wire.Post([this, work = std::move(work), done = std::move(done)]() {
            work();
            m_wire.Post(done);
        });
    }

    void SetAgentTimer(std::uint32_t timer, Duration delay) override
    {
        m_wire.SetTimer(m_agent.get(), timer, delay, [this, timer]() {
            m_agent->TimerExpired(timer, *this);
        });
    }

    void EnterPhase(Phase phase) override
    {
        m_phases.insert(phase);
    }

    Duration GetNow() const override
    {
        return m_wire.GetNow();
    }

    /// @return what the agent was ever busy with
    const std::set<Phase>& GetPhases() const
    {
        return m_phases;
    }

  protected:
    /// Listens for the agent's services and lets it begin.
    void StartAgent()
    {
        for (const auto& service : m_agent->GetServices())
        {
            m_wire.Listen(service.name, [this, name = service.name](StreamId stream) {
                const auto end = AddChannel(++m_lastChannel, name, false);
                end->SetStream(stream);
                return end;
            });
        }
        m_agent->Start(*this);
    }

    /// @return the wire
    SchemeWire& GetWire() const
    {
        return m_wire;
    }

  private:
    /// @param id of the channel
    /// @param service of the channel
    /// @param opened whether this party opens it
    /// @return this party's end
    std::shared_ptr<ChannelEnd> AddChannel(ChannelId id, const std::string& service, bool opened)
    {
        ChannelEnd::Owner& owner = *this;
        const auto end = std::make_shared<ChannelEnd>(m_wire, opened, owner, id, service);
        m_channels[id] = end;
        return end;
    }

    std::unique_ptr<StreamGuard> MakeChannelGuard(const std::string& service, bool opened) override
    {
        return m_agent->CreateChannelGuard(service, opened);
    }

    void ChannelIsUp(ChannelId channel, const std::string& service) override
    {
        m_agent->ChannelUp(channel, service, *this);
    }

    void ChannelReceived(ChannelId channel, ByteView message) override
    {
        m_agent->ChannelMessage(channel, message, *this);
    }

    void ChannelIsDown(ChannelId channel) override
    {
        m_channels.erase(channel);
        m_agent->ChannelDown(channel, *this);
    }

    std::unique_ptr<StreamGuard> MakeSessionGuard(SessionId session) override
    {
        return m_agent->CreateSessionGuard(session);
    }

    void SessionIsUp(SessionId session) override
    {
        m_agent->SessionUp(session, *this);
    }

    void SessionReceived(SessionId session, const Publish& publish) override
    {
        m_agent->SessionMessage(session, publish, *this);
    }

    void SessionIsDown(SessionId session) override
    {
        m_agent->SessionDown(session, *this);
    }

    SchemeWire& m_wire;                                             ///< wire
    std::string m_name;                                             ///< name
    std::unique_ptr<Agent> m_agent;                                 ///< the scheme's part
    ChannelId m_lastChannel{0};                                     ///< the newest
    std::map<ChannelId, std::shared_ptr<ChannelEnd>> m_channels;    ///< that stand
    SessionId m_lastSession{0};                                     ///< the newest
    std::map<SessionId, std::shared_ptr<SchemeSession>> m_sessions; ///< that go on
    std::vector<std::shared_ptr<SchemeSession>> m_ended;            ///< whose ends are still there
    std::set<Phase> m_phases;                                       ///< ever entered
};

/// An authority.
class SchemeAuthority : public SchemeParty<AuthorityHost, AuthorityAgent>
{
  public:
    using SchemeParty::SchemeParty;

    /// Listens and lets the agent begin.
    void Start()
    {
        StartAgent();
    }
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_PARTY_H */

// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_AGENT_PARTY_H
#define MQTT_AGENT_PARTY_H

#include "mqtt-party.h"
#include "mqtt-session-set.h"

#include "ns3/mqtt-scheme-agent.h"

namespace ns3::mqtt
{

/// A party that has an agent of a security scheme, and channels, sessions and units for it.
/// @tparam Agent the scheme's part at such a party
/// @tparam Host what the party does for it
template <class Agent, class Host>
class AgentParty : public Party, protected Host, private ChannelUser, private SessionUser
{
  public:
    AgentParty()
        : m_agent(std::make_unique<Agent>()),
          m_channels(*this, *this),
          m_sessions(*this, *this)
    {
    }

    /// @param agent the scheme's part; a party without one speaks plain MQTT
    void SetAgent(std::unique_ptr<Agent> agent)
    {
        m_agent = std::move(agent);
    }

    /// @return the scheme's part
    const Agent& GetAgent() const
    {
        return *m_agent;
    }

    /// @param directory where services and brokers of the system are; may be filled until it starts
    void SetDirectory(std::shared_ptr<const Directory> directory)
    {
        m_channels.SetDirectory(directory);
        m_sessions.SetDirectory(std::move(directory));
    }

    /// Has something done in a turn of this party, now or when its processor is free.
    /// @param work hears whose agent's host it is
    void Perform(std::function<void(Host&)> work)
    {
        SubmitTurn([this, work = std::move(work)](Turn&) { work(*this); });
    }

    /// @return octets of session state and key material
    virtual std::size_t GetStateSize() const
    {
        return m_agent->GetStateSize() + m_channels.GetStateSize() + m_sessions.GetStateSize();
    }

  protected:
    /// @cond INHERITED
    // documented at ns3::Application and PartyHost, which Doxygen does not see here
    void DoDispose() override
    {
        m_channels.Detach();
        m_sessions.Detach();
        Party::DoDispose();
    }

    void StartApplication() override
    {
        Party::StartApplication();
        for (const auto& service : m_agent->GetServices())
        {
            m_channels.Listen(service.name);
        }
        SubmitTurn([this](Turn&) { m_agent->Start(*this); });
    }

    void StopApplication() override
    {
        m_channels.Abandon();
        SubmitTurn([this](Turn&) { m_sessions.CloseAll(); });
    }

    ChannelId OpenChannel(const std::string& service) override
    {
        return m_channels.Open(service);
    }

    void SendOnChannel(ChannelId channel, ByteView message) override
    {
        m_channels.Send(channel, message);
    }

    void CloseChannel(ChannelId channel) override
    {
        m_channels.Close(channel);
    }

    SessionId OpenSession(const SessionOptions& options) override
    {
        return m_sessions.Open(options);
    }

    void PublishOnSession(SessionId session, const Publish& publish) override
    {
        m_sessions.Publish(session, publish);
    }

    void SubscribeOnSession(SessionId session,
                            const std::vector<Subscription>& subscriptions) override
    {
        m_sessions.Subscribe(session, subscriptions);
    }

    void CloseSession(SessionId session) override
    {
        m_sessions.Close(session);
    }

    void UseUnit(const std::string& unit,
                 std::function<void()> work,
                 std::function<void()> done) override
    {
        SubmitToUnit(unit, std::move(work), std::move(done));
    }

    void SetAgentTimer(std::uint32_t timer, Duration delay) override
    {
        StartTimer(timer, delay, [this, timer]() { m_agent->TimerExpired(timer, *this); });
    }

    void EnterPhase(Phase phase) override
    {
        GetTurn().SetPhase(phase);
    }

    Duration GetNow() const override
    {
        return mqtt::GetNow();
    }

    /// @endcond

    std::unique_ptr<Agent> m_agent; ///< the scheme's part

  private:
    std::unique_ptr<StreamGuard> CreateGuard(const std::string& service, bool opened) override
    {
        return m_agent->CreateChannelGuard(service, opened);
    }

    void ChannelUp(ChannelId channel, const std::string& service) override
    {
        m_agent->ChannelUp(channel, service, *this);
    }

    void ChannelMessage(ChannelId channel, ByteView message) override
    {
        m_agent->ChannelMessage(channel, message, *this);
    }

    void ChannelDown(ChannelId channel) override
    {
        m_agent->ChannelDown(channel, *this);
    }

    std::unique_ptr<StreamGuard> CreateSessionGuard(SessionId session) override
    {
        return m_agent->CreateSessionGuard(session);
    }

    void SessionUp(SessionId session) override
    {
        m_agent->SessionUp(session, *this);
    }

    void SessionMessage(SessionId session, const Publish& publish) override
    {
        m_agent->SessionMessage(session, publish, *this);
    }

    void SessionDown(SessionId session) override
    {
        m_agent->SessionDown(session, *this);
    }

    ChannelSet m_channels; ///< to other parties, beside MQTT
    SessionSet m_sessions; ///< with brokers, beside that of an application
};

} // namespace ns3::mqtt

#endif /* MQTT_AGENT_PARTY_H */

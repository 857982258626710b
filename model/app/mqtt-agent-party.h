// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_AGENT_PARTY_H
#define MQTT_AGENT_PARTY_H

#include "mqtt-channel-set.h"
#include "mqtt-party.h"

#include "ns3/mqtt-scheme-agent.h"

namespace ns3::mqtt
{

/// A party that has an agent of a security scheme, and channels for it.
/// @tparam Agent the scheme's part at such a party
/// @tparam Host what the party does for it
template <class Agent, class Host>
class AgentParty : public Party, protected Host, private ChannelUser
{
  public:
    AgentParty()
        : m_agent(std::make_unique<Agent>()),
          m_channels(*this, *this)
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

    /// @param directory where the services of the system are; may be filled until it starts
    void SetDirectory(std::shared_ptr<const Directory> directory)
    {
        m_channels.SetDirectory(std::move(directory));
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
        return m_agent->GetStateSize() + m_channels.GetStateSize();
    }

  protected:
    void DoDispose() override
    {
        m_channels.Detach();
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

    ChannelSet m_channels; ///< to other parties, beside MQTT
};

} // namespace ns3::mqtt

#endif /* MQTT_AGENT_PARTY_H */

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-setup-probed-agent.h"

#include "ns3/mqtt-tls-guard.h"

namespace ns3::mqtt
{

namespace
{

using Step = SetupProbe::Step;

/// @param packet any packet
/// @param sent by the client
/// @return the step of set-up that it belongs to
const std::string&
GetStep(const ControlPacket& packet, bool sent)
{
    switch (GetType(packet))
    {
    case PacketType::CONNECT:
        return sent ? setup_step::REQUEST : setup_step::LATER;
    case PacketType::CONNACK:
        return setup_step::CERTIFICATE;
    case PacketType::SUBSCRIBE:
        return setup_step::CONFIRMATION;
    case PacketType::SUBACK:
        return setup_step::GROUP_KEY;
    default:
        return setup_step::LATER;
    }
}

/// A client as its agent sees it: passes everything on, and tells the probe of packets.
class ProbedHost : public ClientHost
{
  public:
    /// @param probe hears of packets
    explicit ProbedHost(SetupProbe& probe)
        : m_probe(probe)
    {
    }

    /// @param host the client itself
    /// @return this, in its stead
    ClientHost& Stand(ClientHost& host)
    {
        m_host = &host;
        return *this;
    }

    ChannelId OpenChannel(const std::string& service) override
    {
        return m_host->OpenChannel(service);
    }

    void SendOnChannel(ChannelId channel, ByteView message) override
    {
        m_host->SendOnChannel(channel, message);
    }

    void CloseChannel(ChannelId channel) override
    {
        m_host->CloseChannel(channel);
    }

    SessionId OpenSession(const SessionOptions& options) override
    {
        return m_host->OpenSession(options);
    }

    void PublishOnSession(SessionId session, const Publish& publish) override
    {
        m_host->PublishOnSession(session, publish);
    }

    void SubscribeOnSession(SessionId session,
                            const std::vector<Subscription>& subscriptions) override
    {
        m_host->SubscribeOnSession(session, subscriptions);
    }

    void CloseSession(SessionId session) override
    {
        m_host->CloseSession(session);
    }

    void UseUnit(const std::string& unit,
                 std::function<void()> work,
                 std::function<void()> done) override
    {
        m_host->UseUnit(unit, std::move(work), std::move(done));
    }

    void SetAgentTimer(std::uint32_t timer, Duration delay) override
    {
        m_host->SetAgentTimer(timer, delay);
    }

    void EnterPhase(Phase phase) override
    {
        m_host->EnterPhase(phase);
    }

    Duration GetNow() const override
    {
        return m_host->GetNow();
    }

    void Connect() override
    {
        m_host->Connect();
    }

    void StartMqtt() override
    {
        m_host->StartMqtt();
    }

    void SendPacket(const ControlPacket& packet) override
    {
        m_probe.Note(packet, true);
        m_host->SendPacket(packet);
    }

    void PassPacket(const ControlPacket& packet) override
    {
        m_host->PassPacket(packet);
    }

    void SendMessage(const Publish& publish) override
    {
        m_host->SendMessage(publish);
    }

    void DeliverMessage(const Publish& publish) override
    {
        m_host->DeliverMessage(publish);
    }

    void Reconnect() override
    {
        m_host->Reconnect();
    }

    void Fail(const std::string& reason) override
    {
        m_host->Fail(reason);
    }

    void AgentReady() override
    {
        m_host->AgentReady();
    }

  private:
    SetupProbe& m_probe;         ///< hears of packets
    ClientHost* m_host{nullptr}; ///< the client itself; there is one as soon as anything happens
};

/// A guard whose work is put down to the handshake or to records.
class ProbedGuard : public StreamGuard
{
  public:
    /// @param guard does the work
    /// @param probe hears of it; kept alive by the guard
    ProbedGuard(std::unique_ptr<StreamGuard> guard, std::shared_ptr<SetupProbe> probe)
        : m_probe(std::move(probe)),
          m_guard(std::move(guard))
    {
        if (const auto tls = dynamic_cast<const TlsGuard*>(m_guard.get()))
        {
            m_probe->Watch(tls->GetSsl());
        }
    }

    Output Start() override
    {
        return Run([this] { return m_guard->Start(); });
    }

    Output Receive(ByteView octets) override
    {
        return Run([this, octets] { return m_guard->Receive(octets); });
    }

    Output Send(ByteView octets) override
    {
        return Run([this, octets] { return m_guard->Send(octets); });
    }

    Output Shutdown() override
    {
        return Run([this] { return m_guard->Shutdown(); });
    }

    std::size_t GetStateSize() const override
    {
        return m_guard->GetStateSize();
    }

  private:
    /// @tparam Work gives an Output
    /// @param work of the guard
    /// @return what it gave
    template <class Work>
    Output Run(Work work)
    {
        // What MQTT begins in the same turn is no longer the handshake.
        const Step step(*m_probe, m_established ? setup_step::RECORDS : setup_step::HANDSHAKE);
        Output output = work();
        m_established = m_established || output.established;
        return output;
    }

    std::shared_ptr<SetupProbe> m_probe;  ///< hears of it
    std::unique_ptr<StreamGuard> m_guard; ///< does the work
    bool m_established{false};            ///< the handshake has ended
};

/// An agent whose work is put down to steps.
class ProbedAgent : public ClientAgent
{
  public:
    /// @param agent does the work
    /// @param probe hears of it
    ProbedAgent(std::unique_ptr<ClientAgent> agent, std::shared_ptr<SetupProbe> probe)
        : m_probe(std::move(probe)),
          m_host(*m_probe),
          m_agent(std::move(agent))
    {
    }

    std::vector<Service> GetServices() const override
    {
        return m_agent->GetServices();
    }

    void Start(ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::REQUEST);
        m_agent->Start(m_host.Stand(host));
    }

    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service,
                                                    bool opened) override
    {
        return m_agent->CreateChannelGuard(service, opened);
    }

    void ChannelUp(ChannelId channel, const std::string& service, ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->ChannelUp(channel, service, m_host.Stand(host));
    }

    void ChannelMessage(ChannelId channel, ByteView message, ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->ChannelMessage(channel, message, m_host.Stand(host));
    }

    void ChannelDown(ChannelId channel, ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->ChannelDown(channel, m_host.Stand(host));
    }

    std::vector<Unit> GetUnits() const override
    {
        return m_agent->GetUnits();
    }

    std::unique_ptr<StreamGuard> CreateSessionGuard(SessionId session) override
    {
        return m_agent->CreateSessionGuard(session);
    }

    void SessionUp(SessionId session, ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->SessionUp(session, m_host.Stand(host));
    }

    void SessionMessage(SessionId session, const Publish& publish, ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->SessionMessage(session, publish, m_host.Stand(host));
    }

    void SessionDown(SessionId session, ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->SessionDown(session, m_host.Stand(host));
    }

    void TimerExpired(std::uint32_t timer, ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->TimerExpired(timer, m_host.Stand(host));
    }

    std::size_t GetStateSize() const override
    {
        return m_agent->GetStateSize();
    }

    void ConnectionWanted(ClientHost& host) override
    {
        m_probe->ConnectionWanted();
        const Step step(*m_probe, setup_step::REQUEST);
        m_agent->ConnectionWanted(m_host.Stand(host));
    }

    std::unique_ptr<StreamGuard> CreateGuard() override
    {
        auto guard = m_agent->CreateGuard();
        return guard ? std::make_unique<ProbedGuard>(std::move(guard), m_probe) : nullptr;
    }

    Trailers GetTrailers() const override
    {
        return m_agent->GetTrailers();
    }

    void LinkUp(ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::REQUEST);
        m_agent->LinkUp(m_host.Stand(host));
    }

    void LinkDown(ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->LinkDown(m_host.Stand(host));
    }

    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override
    {
        const Step step(*m_probe, GetStep(packet, true));
        m_agent->OutgoingPacket(packet, m_host.Stand(host));
    }

    void IncomingPacket(const ControlPacket& packet, ClientHost& host) override
    {
        m_probe->Note(packet, false);
        const Step step(*m_probe, GetStep(packet, false));
        m_agent->IncomingPacket(packet, m_host.Stand(host));
    }

    void OutgoingMessage(const Publish& publish, ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->OutgoingMessage(publish, m_host.Stand(host));
    }

    void IncomingMessage(const Publish& publish, ClientHost& host) override
    {
        const Step step(*m_probe, setup_step::LATER);
        m_agent->IncomingMessage(publish, m_host.Stand(host));
    }

    std::uint32_t GetGroupEpoch() const override
    {
        return m_agent->GetGroupEpoch();
    }

    void SetSubscriptions(const std::vector<Subscription>& subscriptions) override
    {
        m_agent->SetSubscriptions(subscriptions);
    }

    bool IsIndependent() const override
    {
        return m_agent->IsIndependent();
    }

    bool IsReady() const override
    {
        return m_agent->IsReady();
    }

  private:
    std::shared_ptr<SetupProbe> m_probe;  ///< hears of the work
    ProbedHost m_host;                    ///< stands in for the client
    std::unique_ptr<ClientAgent> m_agent; ///< does the work
};

} // namespace

std::unique_ptr<ClientAgent>
MakeProbedAgent(std::unique_ptr<ClientAgent> agent, std::shared_ptr<SetupProbe> probe)
{
    return std::make_unique<ProbedAgent>(std::move(agent), std::move(probe));
}

} // namespace ns3::mqtt

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-bench-fan-out.h"

#include "mqtt-bench-bare-tcp.h"
#include "mqtt-bench-clock.h"

#include "ns3/mqtt-codec.h"
#include "ns3/simulator.h"

namespace ns3::mqtt
{

namespace
{

/// Fan-out over bare TCP. Client 0 is the publisher.
class BareFanOut : public BareTcp
{
  public:
    /// @param setup what to run
    /// @param demux how hosts find connections
    BareFanOut(const ExperimentSetup& setup, const std::string& demux);

    /// @return figures, or why there are none
    Result<RunOutput> Run();

  private:
    void Connected(std::uint32_t client, Ptr<Socket> socket) override;
    void Accepted(Ptr<Socket> socket) override;

    /// Sends a message, and plans the next.
    void Publish();

    /// @param socket the server's connection to the publisher, with something to read
    void FanMessagesOut(Ptr<Socket> socket);

    /// @param socket a subscriber's connection, with something to read
    void Count(Ptr<Socket> socket);

    const Time m_interval;                  ///< between messages
    const std::uint32_t m_messages;         ///< messages to be sent
    const std::uint32_t m_size;             ///< octets of a message
    Ptr<Socket> m_publisher;                ///< the publisher's connection
    std::vector<Ptr<Socket>> m_connections; ///< the server's; the first is the publisher's
    std::uint32_t m_published{0};           ///< messages sent
    std::uint32_t m_partial{0};             ///< octets at the server of an unfinished message
    std::uint64_t m_received{0};            ///< octets that reached subscribers
    double m_steady{0};                     ///< host time of the first publication
    double m_end{0};                        ///< host time of the last delivery
};

/// @param setup an experiment
/// @return octets that a message of its first publisher has
std::uint32_t
GetMessageSize(const ExperimentSetup& setup)
{
    const auto message =
        std::make_shared<const Message>(Message{"plant/line/0", Bytes(setup.payload)});
    return static_cast<std::uint32_t>(Encode(Publish{message}).size());
}

BareFanOut::BareFanOut(const ExperimentSetup& setup, const std::string& demux)
    : BareTcp(setup.subscribers + 1, demux),
      m_interval(setup.interval),
      m_messages((setup.duration / setup.interval).GetHigh()),
      m_size(GetMessageSize(setup))
{
}

void
BareFanOut::Connected(std::uint32_t client, Ptr<Socket> socket)
{
    if (client == 0)
    {
        m_publisher = socket;
        return;
    }
    socket->SetRecvCallback(MakeCallback(&BareFanOut::Count, this));
}

void
BareFanOut::Accepted(Ptr<Socket> socket)
{
    if (m_connections.empty())
    {
        socket->SetRecvCallback(MakeCallback(&BareFanOut::FanMessagesOut, this));
    }
    m_connections.push_back(socket);
}

void
BareFanOut::Publish()
{
    if (m_published++ == 0)
    {
        m_steady = GetHostSeconds();
    }
    m_publisher->Send(Create<Packet>(m_size));
    if (m_published < m_messages)
    {
        Simulator::Schedule(m_interval, &BareFanOut::Publish, this);
    }
}

void
BareFanOut::FanMessagesOut(Ptr<Socket> socket)
{
    m_partial += ReadAll(socket);
    for (; m_partial >= m_size; m_partial -= m_size)
    {
        for (std::size_t i = 1; i < m_connections.size(); ++i)
        {
            m_connections[i]->Send(Create<Packet>(m_size));
        }
    }
}

void
BareFanOut::Count(Ptr<Socket> socket)
{
    m_received += ReadAll(socket);
    if (m_received == std::uint64_t{m_size} * (GetNClients() - 1) * m_messages)
    {
        m_end = GetHostSeconds();
        Simulator::Stop();
    }
}

Result<RunOutput>
BareFanOut::Run()
{
    const Time steady = ScheduleConnections() + Seconds(1);
    Simulator::Schedule(steady, &BareFanOut::Publish, this);
    Simulator::Stop(steady + m_interval * m_messages + Seconds(60));
    Simulator::Run();
    if (m_end == 0)
    {
        return Error{"not every message reached every subscriber"};
    }
    RunOutput output;
    output.figures["steady_s"] = m_end - m_steady;
    output.figures["delivered"] = static_cast<double>(m_received / m_size);
    output.figures["expected"] = output.figures["delivered"];
    output.figures["drops"] = static_cast<double>(GetDrops());
    output.figures["octets"] = m_size;
    return output;
}

} // namespace

ExperimentSetup
MakeFanOut(std::uint32_t subscribers, std::uint32_t messages, Time interval)
{
    ExperimentSetup setup;
    setup.subscribers = subscribers;
    setup.interval = interval;
    setup.duration = interval * messages;
    return setup;
}

Result<RunOutput>
RunModule(ExperimentSetup setup)
{
    double built = 0;
    double ready = 0;
    setup.whenBuilt = [&built]() { built = GetHostSeconds(); };
    setup.whenReady = [&ready]() { ready = GetHostSeconds(); };
    Experiment experiment(setup);
    const auto result = experiment.Run();
    const double end = GetHostSeconds();
    if (!result)
    {
        return result.error();
    }
    const auto& found = result.value();
    RunOutput output;
    output.figures["setup_s"] = ready - built;
    output.figures["steady_s"] = end - ready;
    output.figures["delivered"] = static_cast<double>(found.delivered);
    output.figures["expected"] = static_cast<double>(found.expected);
    output.figures["drops"] = static_cast<double>(found.drops);
    output.figures["octets"] =
        found.brokerTxBytesPerSecond * setup.duration.GetSeconds() / found.delivered;
    output.events = found.events;
    return output;
}

Result<RunOutput>
RunBareFanOut(const ExperimentSetup& setup, const std::string& demux)
{
    return BareFanOut(setup, demux).Run();
}

} // namespace ns3::mqtt

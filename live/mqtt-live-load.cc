// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-load-client.h"

#include "ns3/mqtt-option-reader.h"
#include "ns3/mqtt-terminal.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <cstring>
#include <iostream>

using namespace ns3;
using Clock = std::chrono::steady_clock;

namespace
{

const std::string PROGRAM = "mqtt-live-load";

/// What the command line says.
struct Options
{
    std::uint32_t port{1883};       ///< port of the broker
    std::uint32_t subscribers{200}; ///< that all hear every message
    std::uint32_t slow{0};          ///< subscribers beside them that read nothing
    std::uint32_t payload{64};      ///< octets of a message
    std::uint32_t window{100};      ///< messages that the slowest subscriber has not heard yet
    Time interval{0};               ///< between messages; 0 is as fast as the window lets
    Time warmUp{Seconds(1)};        ///< before measuring
    Time duration{Seconds(5)};      ///< of measuring
    bool freePort{false};           ///< print a port that nobody uses, and end
};

/// One publisher, and many subscribers that hear every message of it.
class Load : private mqtt::LoadOwner
{
  public:
    /// @param options what the command line says
    explicit Load(const Options& options)
        : m_options(options),
          m_context(1),
          m_timer(m_context),
          m_end(m_context)
    {
    }

    /// Puts the load on the broker and prints what was measured.
    /// @return what went wrong, or nothing
    std::optional<mqtt::Error> Run();

  private:
    void Ready(mqtt::LoadClient& client) override;
    void Heard(mqtt::LoadClient& client, const mqtt::Frame& frame) override;
    void Sent(mqtt::LoadClient& client) override;
    void Lost(mqtt::LoadClient& client, const std::string& reason) override;

    /// @param number of the client
    /// @return what went wrong, or nothing
    std::optional<mqtt::Error> Connect(std::size_t number);

    /// Publishes as many messages as the window lets.
    void PublishSome();

    /// @return the next message, which tells when it was made
    mqtt::Bytes MakeMessage();

    /// Publishes one message after the other with the interval between them.
    void Tick();

    /// Prints what was measured.
    void Report();

    const Options& m_options;                                 ///< what the command line says
    boost::asio::io_context m_context;                        ///< of all sockets
    boost::asio::steady_timer m_timer;                        ///< of the next message
    boost::asio::steady_timer m_end;                          ///< of warming up, and of measuring
    std::vector<std::unique_ptr<mqtt::LoadClient>> m_clients; ///< publisher, subscribers, slow ones
    std::size_t m_nReady{0};                                  ///< clients that are ready
    std::uint64_t m_nPublished{0};                            ///< messages so far
    std::uint64_t m_nHeardByAll{0};                           ///< messages that all have heard
    std::vector<std::uint32_t> m_nHearers; ///< who heard a message, by its number
    std::uint64_t m_nDeliveries{0};        ///< while measuring
    bool m_measuring{false};               ///< what comes now counts
    std::vector<double> m_latencies;    ///< of the last subscriber of each message, in microseconds
    std::optional<mqtt::Error> m_error; ///< what went wrong
};

std::optional<mqtt::Error>
Load::Connect(std::size_t number)
{
    boost::system::error_code error;
    boost::asio::ip::tcp::socket socket(m_context);
    socket.connect(
        {boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(m_options.port)},
        error);
    if (error)
    {
        return mqtt::Error{"cannot connect to port " + std::to_string(m_options.port) + ": " +
                           error.message()};
    }
    mqtt::LoadOwner& owner = *this;
    m_clients.push_back(std::make_unique<mqtt::LoadClient>(std::move(socket),
                                                           number,
                                                           number == 0 ? "" : "load",
                                                           owner));
    return std::nullopt;
}

std::optional<mqtt::Error>
Load::Run()
{
    for (std::size_t i = 0; i <= m_options.subscribers + m_options.slow; i++)
    {
        if (auto error = Connect(i))
        {
            return error;
        }
    }
    m_context.run();
    return m_error;
}

void
Load::Ready(mqtt::LoadClient& client)
{
    if (client.GetNumber() > m_options.subscribers)
    {
        client.SetReading(false);
    }
    if (++m_nReady < m_clients.size())
    {
        return;
    }
    m_end.expires_after(std::chrono::nanoseconds(m_options.warmUp.GetNanoSeconds()));
    m_end.async_wait([this](boost::system::error_code) {
        m_measuring = true;
        m_end.expires_after(std::chrono::nanoseconds(m_options.duration.GetNanoSeconds()));
        m_end.async_wait([this](boost::system::error_code) {
            Report();
            m_context.stop();
        });
    });
    if (m_options.interval.IsZero())
    {
        PublishSome();
    }
    else
    {
        m_timer.expires_after(std::chrono::milliseconds(1));
        Tick();
    }
}

void
Load::Tick()
{
    m_timer.async_wait([this](boost::system::error_code error) {
        if (!error)
        {
            m_clients[0]->Send(MakeMessage());
            m_timer.expires_at(m_timer.expiry() +
                               std::chrono::nanoseconds(m_options.interval.GetNanoSeconds()));
            Tick();
        }
    });
}

void
Load::PublishSome()
{
    if (m_clients[0]->GetBacklog() > 0)
    {
        return;
    }
    mqtt::Bytes octets;
    while (m_nPublished - m_nHeardByAll < m_options.window)
    {
        const auto next = MakeMessage();
        octets.insert(octets.end(), next.begin(), next.end());
    }
    if (!octets.empty())
    {
        m_clients[0]->Send(std::move(octets));
    }
}

mqtt::Bytes
Load::MakeMessage()
{
    mqtt::Bytes payload(m_options.payload);
    const std::int64_t now = Clock::now().time_since_epoch().count();
    std::memcpy(payload.data(), &m_nPublished, sizeof(m_nPublished));
    std::memcpy(payload.data() + sizeof(m_nPublished), &now, sizeof(now));
    m_nPublished++;
    m_nHearers.push_back(0);
    mqtt::Publish publish;
    publish.message =
        std::make_shared<const mqtt::Message>(mqtt::Message{"load", std::move(payload)});
    return mqtt::Encode(publish);
}

void
Load::Heard(mqtt::LoadClient&, const mqtt::Frame& frame)
{
    std::uint64_t number = 0;
    std::int64_t sent = 0;
    const mqtt::ByteView payload = frame.body.SubView(frame.body.size() - m_options.payload);
    std::memcpy(&number, payload.data(), sizeof(number));
    std::memcpy(&sent, payload.data() + sizeof(number), sizeof(sent));
    m_nDeliveries += m_measuring ? 1 : 0;
    if (number >= m_nHearers.size() || ++m_nHearers[number] < m_options.subscribers)
    {
        return;
    }
    m_nHeardByAll = std::max(m_nHeardByAll, number + 1);
    if (m_measuring)
    {
        const auto now = Clock::now().time_since_epoch().count();
        m_latencies.push_back(static_cast<double>(now - sent) / 1000);
    }
    if (m_options.interval.IsZero())
    {
        PublishSome();
    }
}

void
Load::Sent(mqtt::LoadClient& client)
{
    if (client.GetNumber() == 0 && m_options.interval.IsZero() && m_nPublished > 0)
    {
        PublishSome();
    }
}

void
Load::Lost(mqtt::LoadClient& client, const std::string& reason)
{
    m_error = {"client " + std::to_string(client.GetNumber()) + ": " + reason};
    m_context.stop();
}

void
Load::Report()
{
    std::sort(m_latencies.begin(), m_latencies.end());
    const auto quantile = [this](double part) {
        return m_latencies.empty() ? 0
                                   : m_latencies[static_cast<std::size_t>(
                                         part * static_cast<double>(m_latencies.size() - 1))];
    };
    std::cout << "deliveries_per_s,messages,last_p50_us,last_p99_us,last_max_us\n"
              << static_cast<double>(m_nDeliveries) / m_options.duration.GetSeconds() << ','
              << m_latencies.size() << ',' << quantile(0.5) << ',' << quantile(0.99) << ','
              << quantile(1) << std::endl;
}

} // namespace

/// Puts a load on any MQTT broker and measures deliveries and latency.
int
main(int argc, char* argv[])
{
    Options options;
    mqtt::OptionReader reader(PROGRAM,
                              "One publisher and many subscribers of QoS 0 at a real broker: "
                              "deliveries per second, and the latency of the last subscriber.");
    reader.AddWhole("port", "port of the broker on 127.0.0.1", options.port, 1, 65535);
    reader.AddWhole("subscribers",
                    "subscribers that all hear every message",
                    options.subscribers,
                    1,
                    20'000);
    reader.AddWhole("slow", "subscribers beside them that read nothing", options.slow, 0, 20'000);
    reader.AddWhole("payload", "octets of a message", options.payload, 16, 1 << 24);
    reader.AddWhole("window",
                    "messages under way at most, without an interval",
                    options.window,
                    1,
                    1'000'000);
    reader.AddTime("interval",
                   "between messages; 0 is as fast as the window lets",
                   options.interval,
                   Time(0),
                   Seconds(60));
    reader.AddTime("warmUp", "time before measuring", options.warmUp, Time(0), Hours(1));
    reader.AddTime("duration", "time of measuring", options.duration, MilliSeconds(1), Hours(1));
    reader.AddFlag("freePort", "print a port that is free now, and end", options.freePort);
    reader.ReadOrExit(argc, argv);
    if (options.freePort)
    {
        boost::asio::io_context context;
        using boost::asio::ip::tcp;
        const tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
        std::cout << acceptor.local_endpoint().port() << std::endl;
        return 0;
    }
    Load load(options);
    const auto error = load.Run();
    return error ? mqtt::Complain(PROGRAM, *error) : 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-broker-server.h"
#include "mqtt-endpoint-options.h"
#include "mqtt-unseeded-scope.h"

#include "ns3/mqtt-certificate-files.h"
#include "ns3/mqtt-option-reader.h"
#include "ns3/mqtt-sqlite-store.h"
#include "ns3/mqtt-terminal.h"

#include <boost/asio/signal_set.hpp>
#include <fstream>
#include <iostream>
#include <sys/resource.h>

using namespace ns3;

namespace
{

const std::string PROGRAM = "mqtt-live-broker";

/// What the command line says.
struct Options
{
    boost::asio::ip::tcp::endpoint local;   ///< where to listen
    bool tls{false};                        ///< whether TLS is spoken
    std::string tlsVersion{"1.3"};          ///< of TLS
    std::string cert;                       ///< file
    std::string key;                        ///< file
    std::string state;                      ///< file
    std::string sync{"full"};               ///< when what is in it is on the disk
    std::string config;                     ///< file
    std::uint32_t maxConnections{10'000};   ///< clients
    std::uint32_t maxPacketSize{1 << 24};   ///< octets
    std::uint32_t maxBacklog{1 << 24};      ///< octets
    std::uint32_t maxQueued{1000};          ///< messages
    std::uint32_t maxQueuedSize{1 << 27};   ///< octets of these
    std::uint32_t maxInflight{20};          ///< messages
    std::uint32_t maxSubscriptions{10'000}; ///< of one client
    std::uint32_t maxRetained{100'000};     ///< messages
    Time connectTimeout{Seconds(30)};       ///< to CONNECT
    bool verbose{false};                    ///< says what happens
};

/// @param reader gets the options
/// @param options to be filled
void
AddOptions(mqtt::OptionReader& reader, Options& options)
{
    mqtt::AddEndpoint(reader, options.local);
    reader.AddFlag("tls", "speak TLS, with --cert and --key", options.tls);
    reader.AddChoice("tlsVersion", "version of TLS", options.tlsVersion, {"1.2", "1.3"});
    reader.AddText("cert", "file with the certificate chain in PEM", options.cert);
    reader.AddText("key", "file with the private key in PEM", options.key);
    reader.AddText("config", "file with users, passwords and access rules", options.config);
    reader.AddText("state", "file that keeps sessions and retained messages", options.state);
    reader.AddChoice("sync",
                     "what the file survives beside a kill: a loss of power, the same but for the "
                     "last turns, nothing",
                     options.sync,
                     {"full", "normal", "off"});
    reader.AddWhole("maxConnections", "clients at a time", options.maxConnections, 1, 1'000'000);
    reader.AddWhole("maxPacketSize",
                    "longest packet taken, octets",
                    options.maxPacketSize,
                    2,
                    268'435'460);
    reader.AddWhole(
        "maxBacklog",
        "octets that may wait for a slow client; beyond them messages of QoS 0 to it are "
        "dropped, and nothing more is read from it",
        options.maxBacklog,
        0,
        1U << 31);
    reader.AddWhole("maxQueued",
                    "messages of QoS 1 and 2 kept for a session",
                    options.maxQueued,
                    0,
                    1U << 31);
    reader.AddWhole("maxQueuedSize",
                    "octets of these messages",
                    options.maxQueuedSize,
                    0,
                    1U << 31);
    reader.AddWhole("maxInflight",
                    "messages of QoS 1 and 2 under way to a client",
                    options.maxInflight,
                    1,
                    65534);
    reader.AddWhole("maxSubscriptions",
                    "subscriptions of a client",
                    options.maxSubscriptions,
                    0,
                    1U << 31);
    reader.AddWhole("maxRetained", "retained messages", options.maxRetained, 0, 1U << 31);
    reader.AddTime("connectTimeout",
                   "longest time from a connection to CONNECT",
                   options.connectTimeout,
                   MilliSeconds(1),
                   Hours(24));
    reader.AddFlag("verbose", "say what happens", options.verbose);
}

/// @param file path of a file of access rules; empty for none
/// @return the rules
mqtt::Result<mqtt::AccessRules>
ReadRules(const std::string& file)
{
    if (file.empty())
    {
        return mqtt::AccessRules();
    }
    std::ifstream in(file);
    std::string text;
    for (std::string line; std::getline(in, line);)
    {
        text += line + '\n';
    }
    if (!in.is_open() || in.bad())
    {
        return mqtt::Error{"--config: cannot read '" + file + "'"};
    }
    auto rules = mqtt::AccessRules::Parse(text);
    return rules ? std::move(rules)
                 : mqtt::Error{"--config: " + file + ", " + rules.error().reason};
}

/// @param options what the command line says
/// @return context of TLS, null for none
mqtt::Result<std::shared_ptr<const mqtt::TlsContext>>
MakeTls(const Options& options)
{
    if (!options.tls)
    {
        if (!options.cert.empty() || !options.key.empty())
        {
            return mqtt::Error{"--cert and --key need --tls"};
        }
        return std::shared_ptr<const mqtt::TlsContext>();
    }
    if (options.cert.empty() || options.key.empty())
    {
        return mqtt::Error{"--tls needs --cert and --key, both files in PEM"};
    }
    mqtt::UnseededScope scope;
    auto chain = mqtt::ReadCertificateChain(options.cert, options.key);
    if (!chain)
    {
        return chain.error();
    }
    mqtt::TlsSettings settings;
    settings.version =
        options.tlsVersion == "1.3" ? mqtt::TlsVersion::TLS_1_3 : mqtt::TlsVersion::TLS_1_2;
    settings.groups = "X25519:P-256:P-384";
    settings.chain = chain.value();
    settings.resumption = mqtt::TlsResumption::NONE;
    return mqtt::TlsContext::Create(mqtt::TlsRole::SERVER, settings);
}

/// @param options what the command line says
/// @return what keeps sessions, null for nothing
mqtt::Result<std::shared_ptr<mqtt::SessionStore>>
OpenStore(const Options& options)
{
    if (options.state.empty())
    {
        return std::shared_ptr<mqtt::SessionStore>();
    }
    using Sync = mqtt::SqliteStore::Sync;
    const Sync sync = options.sync == "full"     ? Sync::FULL
                      : options.sync == "normal" ? Sync::NORMAL
                                                 : Sync::OFF;
    auto store = mqtt::SqliteStore::Open(options.state, sync);
    if (!store)
    {
        return mqtt::Error{"--state: " + store.error().reason};
    }
    return std::shared_ptr<mqtt::SessionStore>(std::move(store.value()));
}

/// @param options what the command line says
/// @return what the server is like
mqtt::Result<mqtt::BrokerServer::Settings>
MakeSettings(const Options& options)
{
    auto tls = MakeTls(options);
    if (!tls)
    {
        return tls.error();
    }
    auto store = OpenStore(options);
    if (!store)
    {
        return store.error();
    }
    mqtt::BrokerServer::Settings settings;
    settings.local = options.local;
    settings.limits.maxConnections = options.maxConnections;
    settings.limits.maxQueued = options.maxQueued;
    settings.limits.maxQueuedSize = options.maxQueuedSize;
    settings.limits.maxInflight = static_cast<std::uint16_t>(options.maxInflight);
    settings.limits.maxSubscriptions = options.maxSubscriptions;
    settings.limits.maxRetained = options.maxRetained;
    settings.limits.connectTimeout = mqtt::Duration(options.connectTimeout.GetNanoSeconds());
    settings.connection.maxPacketSize = options.maxPacketSize;
    settings.connection.maxBacklog = options.maxBacklog;
    settings.tls = tls.value();
    settings.store = store.value();
    if (options.verbose)
    {
        settings.log = [](const std::string& line) {
            std::cerr << mqtt::ToLine(line) << std::endl;
        };
    }
    return settings;
}

/// Allows as many open sockets as the system lets a program have.
void
RaiseSocketLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
    {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace

/// The broker of the simulations on real TCP sockets.
int
main(int argc, char* argv[])
{
    Options options;
    mqtt::OptionReader reader(PROGRAM,
                              "The MQTT 3.1.1 broker of the simulations, on real TCP sockets.");
    AddOptions(reader, options);
    reader.ReadOrExit(argc, argv);
    const auto rules = ReadRules(options.config);
    if (!rules)
    {
        return mqtt::Complain(PROGRAM, rules.error());
    }
    const auto settings = MakeSettings(options);
    if (!settings)
    {
        return mqtt::Complain(PROGRAM, settings.error());
    }
    RaiseSocketLimit();
    boost::asio::io_context context(1);
    mqtt::BrokerServer server(context, settings.value(), rules.value());
    const auto local = server.Listen();
    if (!local)
    {
        return mqtt::Complain(PROGRAM, local.error());
    }
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&server](boost::system::error_code error, int) {
        if (!error)
        {
            server.Stop();
        }
    });
    std::cout << "listening on " << local.value() << std::endl; // from here on, a signal is heard
    context.run();
    return server.GetError() ? mqtt::Complain(PROGRAM, *server.GetError()) : 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-threshold-scheme.h"

#include "mqtt-threshold-agent.h"
#include "mqtt-threshold-broker.h"
#include "mqtt-threshold-store.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/mqtt-certificates.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-enum-accessor.h"
#include "ns3/mqtt-topic.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

NS_OBJECT_ENSURE_REGISTERED(ThresholdScheme);

namespace
{

const SchemeName g_name{"threshold",
                        "Threshold shares",
                        ThresholdScheme::GetTypeId(),
                        {},
                        SchemeName::Published()};

} // namespace

TypeId
ThresholdScheme::GetTypeId()
{
    static TypeId tid = AddTimes(
        TypeId("ns3::mqtt::ThresholdScheme")
            .SetParent<SecurityScheme>()
            .SetGroupName("Mqtt")
            .AddConstructor<ThresholdScheme>()
            .AddAttribute("Reading",
                          "Where the shares of a key lie: R1 with N brokers, R2 with one broker "
                          "under N topics, R3 with N key stores between the parties.",
                          EnumValue(R1),
                          MakeModeAccessor<Reading>(&ThresholdScheme::m_reading),
                          MakeEnumChecker(R1, "R1", R2, "R2", R3, "R3"))
            .AddAttribute("K",
                          "Shares that give the key; at most N.",
                          UintegerValue(2),
                          MakeUintegerAccessor(&ThresholdScheme::m_k),
                          MakeUintegerChecker<std::uint32_t>(1, 255))
            .AddAttribute("N",
                          "Shares that are dealt.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&ThresholdScheme::m_n),
                          MakeUintegerChecker<std::uint32_t>(1, 255))
            .AddAttribute(
                "HopProtection",
                "What protects shares between a client and where they lie: nothing, a "
                "seal on each share, or TLS 1.3 on all connections; as published nothing.",
                EnumValue(SEALED),
                MakeModeAccessor<Hop>(&ThresholdScheme::m_hop),
                MakeEnumChecker(NONE, "none", SEALED, "sealed", TLS, "tls"))
            .AddAttribute("Authentication",
                          "Shares have the dealer's authenticator and a key check value; otherwise "
                          "the majority of shares decides; as published the first K.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&ThresholdScheme::m_authentication),
                          MakeBooleanChecker())
            .AddAttribute("DataRoute",
                          "Messages go through the first broker, as long as it can be reached, or "
                          "through one after the other (reading R1).",
                          EnumValue(FIRST),
                          MakeModeAccessor<Route>(&ThresholdScheme::m_dataRoute),
                          MakeEnumChecker(FIRST, "first", ROUND_ROBIN, "round-robin")));
    return tid;
}

TypeId
ThresholdScheme::AddTimes(TypeId type)
{
    return type
        .AddAttribute("KeyPeriod",
                      "Time between two keys of a publisher; 0 for one key for ever.",
                      TimeValue(Hours(1)),
                      MakeTimeAccessor(&ThresholdScheme::m_keyPeriod),
                      MakeSpanChecker())
        .AddAttribute("GracePeriod",
                      "How long a subscriber keeps old keys after a newer one has come.",
                      TimeValue(Seconds(30)),
                      MakeTimeAccessor(&ThresholdScheme::m_gracePeriod),
                      MakeSpanChecker())
        .AddAttribute("BufferTime",
                      "How long a subscriber keeps messages whose key has not come yet.",
                      TimeValue(Seconds(5)),
                      MakeTimeAccessor(&ThresholdScheme::m_bufferTime),
                      MakeSpanChecker())
        .AddAttribute("SettleDelay",
                      "Without Authentication: how long a subscriber waits for more shares "
                      "when it has K but no safe majority.",
                      TimeValue(Seconds(2)),
                      MakeTimeAccessor(&ThresholdScheme::m_settleDelay),
                      MakeSpanChecker())
        .AddAttribute("FailoverDelay",
                      "How long messages wait for the first broker before they take another.",
                      TimeValue(Seconds(5)),
                      MakeTimeAccessor(&ThresholdScheme::m_failoverDelay),
                      MakeSpanChecker())
        .AddAttribute("Faults",
                      "What sources of shares do wrong: 1:lie, 2:silent, 3:late:500ms, and "
                      "several with commas between; empty for nothing.",
                      StringValue(""),
                      MakeStringAccessor(&ThresholdScheme::m_faultText),
                      MakeStringChecker());
}

ThresholdScheme::ThresholdScheme()
    : m_publishers(std::make_shared<std::set<std::string>>())
{
}

ThresholdScheme::~ThresholdScheme() = default;

Protection
ThresholdScheme::GetProtection() const
{
    const bool hides = GetForm() == SOUND && m_hop != NONE;
    Protection protection;
    protection.hidesFromNetwork = hides;
    protection.hidesFromBroker = hides && m_reading != R2; // where one broker has all shares
    protection.detectsChanges = GetForm() == SOUND;
    protection.refusesReplays = GetForm() == SOUND;
    protection.refusesStrangers = GetForm() == SOUND && m_authentication;
    return protection;
}

std::optional<Error>
ThresholdScheme::DoProvision()
{
    if (auto error = CheckAttributes())
    {
        return Error{"ns3::mqtt::ThresholdScheme: " + error->reason};
    }
    auto faults = ParseShareFaults(m_faultText, static_cast<std::uint8_t>(m_n));
    if (!faults)
    {
        return Error{"ns3::mqtt::ThresholdScheme: Faults: " + faults.error().reason};
    }
    m_faults = std::move(faults.value());
    MakeSettings();
    m_groupKey = Secret(RandomBytes(GROUP_KEY_SIZE));
    m_sourceKeys.clear();
    for (std::uint32_t x = 1; x <= m_n; ++x)
    {
        m_sourceKeys.emplace_back(RandomBytes(GROUP_KEY_SIZE));
    }
    if (m_settings.hop == HopProtection::TLS)
    {
        return MakeTlsContexts();
    }
    return {};
}

std::optional<Error>
ThresholdScheme::CheckAttributes() const
{
    if (m_k > m_n)
    {
        return Error{"K " + std::to_string(m_k) + " is more than N; allowed: 1 to " +
                     std::to_string(m_n)};
    }
    if (m_dataRoute == ROUND_ROBIN && m_reading != R1)
    {
        return Error{"DataRoute 'round-robin' needs several brokers; allowed with Reading R2 and "
                     "R3: first"};
    }
    return {};
}

void
ThresholdScheme::MakeSettings()
{
    const bool published = GetForm() == PUBLISHED;
    m_settings.published = published;
    m_settings.reading = static_cast<ThresholdReading>(m_reading);
    m_settings.hop = published ? HopProtection::NONE : static_cast<HopProtection>(m_hop);
    m_settings.dataRoute = static_cast<DataRoute>(m_dataRoute);
    const ShareTrust sound = m_authentication ? ShareTrust::AUTHENTIC : ShareTrust::MAJORITY;
    m_settings.rules.trust = published ? ShareTrust::ANY : sound;
    m_settings.rules.k = static_cast<std::uint8_t>(m_k);
    m_settings.rules.n = static_cast<std::uint8_t>(m_n);
    // A publisher that lives renews its key in time; the rest is for late shares.
    const Time lifetime = m_keyPeriod.IsZero() ? Time(0) : 2 * m_keyPeriod + Seconds(60);
    m_settings.rules.lifetime = lifetime.GetNanoSeconds() / 1'000'000'000;
    m_settings.keyPeriod = ToDuration(m_keyPeriod);
    m_settings.gracePeriod = ToDuration(m_gracePeriod);
    m_settings.bufferTime = ToDuration(m_bufferTime);
    m_settings.settleDelay = ToDuration(m_settleDelay);
    m_settings.failoverDelay = ToDuration(m_failoverDelay);
}

std::optional<Error>
ThresholdScheme::MakeTlsContexts()
{
    auto issuer = CertificateIssuer::Create({}, GetRandom());
    if (!issuer)
    {
        return Error{"ns3::mqtt::ThresholdScheme: " + issuer.error().reason};
    }
    std::vector<std::string> names{"broker-0.example"};
    for (std::uint8_t x = 1; x <= m_n && m_reading != R2; ++x)
    {
        const bool stores = m_reading == R3;
        names.push_back(stores ? GetStoreName(x) + ".example"
                               : "broker-" + std::to_string(x) + ".example");
    }
    TlsSettings client;
    client.trusted = {issuer.value()->GetRoot()};
    client.resumption = TlsResumption::NONE;
    m_contexts.clear();
    for (const auto& name : names)
    {
        TlsSettings server = client;
        const auto chain = issuer.value()->Issue(name);
        server.chain = chain ? chain.value() : nullptr;
        server.keyLog = m_keyLog; // each secret once
        auto made = TlsContext::Create(TlsRole::SERVER, server);
        if (!made)
        {
            return Error{"ns3::mqtt::ThresholdScheme: " + made.error().reason};
        }
        m_contexts.push_back(std::move(made.value()));
    }
    auto made = TlsContext::Create(TlsRole::CLIENT, client);
    if (!made)
    {
        return Error{"ns3::mqtt::ThresholdScheme: " + made.error().reason};
    }
    m_settings.clientContext = std::move(made.value());
    m_settings.sourceNames = std::move(names);
    return {};
}

void
ThresholdScheme::DoAuthorise(const std::string& clientId, const ClientRole& role)
{
    m_roles[clientId] = role;
    if (role.publishes && !role.subscribes) // who may do both may do neither for long
    {
        m_publishers->insert(clientId);
    }
}

ThresholdCredentials
ThresholdScheme::MakeCredentials(const std::string& clientId) const
{
    const auto role = m_roles.find(clientId);
    ThresholdCredentials credentials;
    credentials.clientId = clientId;
    credentials.publishes = role == m_roles.end() || role->second.publishes;
    credentials.subscribes = role == m_roles.end() || role->second.subscribes;
    credentials.publishers = m_publishers;
    if (m_settings.HasAuthenticators() && credentials.publishes)
    {
        credentials.dealerKey = DeriveDealerKey(m_groupKey.Get(), clientId);
    }
    if (m_settings.HasAuthenticators() && credentials.subscribes)
    {
        credentials.groupKey = m_groupKey;
    }
    if (m_settings.hop == HopProtection::SEALED)
    {
        for (const auto& sourceKey : m_sourceKeys)
        {
            credentials.hopKeys.push_back(DeriveHopKey(sourceKey.Get(), clientId));
        }
    }
    return credentials;
}

std::unique_ptr<ClientAgent>
ThresholdScheme::DoCreateClientAgent(const std::string& clientId)
{
    NS_ABORT_MSG_IF(!IsValidTopicName("ks/" + clientId) || clientId.empty(),
                    "ns3::mqtt::ThresholdScheme: client identifier '"
                        << clientId << "' is no part of a topic; allowed: without + and #");
    return std::make_unique<ThresholdClientAgent>(m_settings, MakeCredentials(clientId));
}

std::uint32_t
ThresholdScheme::GetBrokerCount() const
{
    return m_reading == R1 ? m_n : 1;
}

std::shared_ptr<const TlsContext>
ThresholdScheme::GetTlsContext(std::size_t which) const
{
    return m_contexts.empty() ? nullptr : m_contexts.at(which);
}

std::unique_ptr<BrokerAgent>
ThresholdScheme::DoCreateBrokerAgent(std::uint32_t broker)
{
    std::vector<Secret> sourceKeys;
    if (m_settings.hop == HopProtection::SEALED && m_reading == R1)
    {
        sourceKeys = {m_sourceKeys.at(broker)};
    }
    else if (m_settings.hop == HopProtection::SEALED && m_reading == R2)
    {
        sourceKeys = m_sourceKeys;
    }
    const auto source = static_cast<std::uint8_t>(m_reading == R1 ? broker + 1 : 0);
    return std::make_unique<ThresholdBrokerAgent>(m_settings,
                                                  source,
                                                  std::move(sourceKeys),
                                                  GetTlsContext(broker),
                                                  m_faults);
}

std::vector<std::string>
ThresholdScheme::GetAuthorities() const
{
    std::vector<std::string> names;
    for (std::uint32_t x = 1; x <= m_n && m_reading == R3; ++x)
    {
        names.push_back(GetStoreName(static_cast<std::uint8_t>(x)));
    }
    return names;
}

std::unique_ptr<AuthorityAgent>
ThresholdScheme::DoCreateAuthorityAgent(const std::string& name)
{
    const auto names = GetAuthorities();
    const auto found = std::find(names.begin(), names.end(), name);
    const auto x = static_cast<std::uint8_t>(found - names.begin() + 1);
    const auto fault = m_faults.find(x);
    return std::make_unique<ThresholdStoreAgent>(m_settings,
                                                 x,
                                                 m_sourceKeys.at(x - 1),
                                                 GetTlsContext(x),
                                                 fault == m_faults.end() ? ShareFault()
                                                                         : fault->second);
}

} // namespace ns3::mqtt

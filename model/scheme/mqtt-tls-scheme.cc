// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-tls-scheme.h"

#include "mqtt-tls-agent.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-enum-accessor.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

NS_OBJECT_ENSURE_REGISTERED(TlsScheme);

namespace
{

/// What the broker's certificate says.
const std::string BROKER_NAME = "broker.example";

using Attributes = SchemeName::Attributes;

const Attributes TLS12{{"Version", "1.2"}};
const Attributes TLS12_MUTUAL{{"Version", "1.2"}, {"Mutual", "true"}};
const Attributes TLS13{{"Version", "1.3"}};
const Attributes TLS13_MUTUAL{{"Version", "1.3"}, {"Mutual", "true"}};
const Attributes TLS13_PSK{{"Version", "1.3"}, {"PreSharedKey", "true"}};

const SchemeName g_names[] = {
    {"tls12", "TLS 1.2", TlsScheme::GetTypeId(), TLS12},
    {"tls12-mutual", "TLS 1.2, mutual", TlsScheme::GetTypeId(), TLS12_MUTUAL},
    {"tls13", "TLS 1.3", TlsScheme::GetTypeId(), TLS13},
    {"tls13-mutual", "TLS 1.3, mutual", TlsScheme::GetTypeId(), TLS13_MUTUAL},
    {"tls13-psk", "TLS 1.3, PSK", TlsScheme::GetTypeId(), TLS13_PSK},
};

} // namespace

TypeId
TlsScheme::GetTypeId()
{
    static TypeId tid = AddSessionAttributes(
        TypeId("ns3::mqtt::TlsScheme")
            .SetParent<SecurityScheme>()
            .SetGroupName("Mqtt")
            .AddConstructor<TlsScheme>()
            .AddAttribute("Version",
                          "The only version of TLS that is spoken; the scheme's name sets it.",
                          EnumValue(TLS_1_3),
                          MakeModeAccessor<Version>(&TlsScheme::m_version),
                          MakeEnumChecker(TLS_1_2, "1.2", TLS_1_3, "1.3"))
            .AddAttribute("Mutual",
                          "Clients show certificates as well; the scheme's name sets it.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&TlsScheme::m_mutual),
                          MakeBooleanChecker())
            .AddAttribute("PreSharedKey",
                          "Both sides have a key of 32 octets beforehand, and use no certificates "
                          "(TLS 1.3 only); the scheme's name sets it.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&TlsScheme::m_preSharedKey),
                          MakeBooleanChecker())
            .AddAttribute(
                "CipherSuites",
                "OpenSSL's names of cipher suites, best first, with colons between; empty "
                "for AES-128-GCM with SHA-256 (and ephemeral ECDH in TLS 1.2).",
                StringValue(""),
                MakeStringAccessor(&TlsScheme::m_cipherSuites),
                MakeStringChecker())
            .AddAttribute("Groups",
                          "OpenSSL's names of groups for key agreement, best first, with colons "
                          "between.",
                          StringValue("P-256"),
                          MakeStringAccessor(&TlsScheme::m_groups),
                          MakeStringChecker())
            .AddAttribute("KeyType",
                          "Keys of all certificates.",
                          EnumValue(P256),
                          MakeModeAccessor<Key>(&TlsScheme::m_keyType),
                          MakeEnumChecker(P256, "P-256", RSA_2048, "RSA-2048"))
            .AddAttribute(
                "ChainLength",
                "Certificates that a party sends: its own and intermediate ones; the root "
                "is known to all.",
                UintegerValue(1),
                MakeUintegerAccessor(&TlsScheme::m_chainLength),
                MakeUintegerChecker<std::uint32_t>(1, CertificateIssuer::MAX_CHAIN_LENGTH)));
    return tid;
}

TypeId
TlsScheme::AddSessionAttributes(TypeId type)
{
    return type
        .AddAttribute("Resumption",
                      "How clients that connect again take up their session.",
                      EnumValue(TICKETS),
                      MakeModeAccessor<Resumption>(&TlsScheme::m_resumption),
                      MakeEnumChecker(NONE, "none", TICKETS, "tickets", SESSION_IDS, "session-ids"))
        .AddAttribute("SessionLifetime",
                      "How long a session can be taken up again.",
                      TimeValue(Hours(2)),
                      MakeTimeAccessor(&TlsScheme::m_sessionLifetime),
                      MakeTimeChecker(Seconds(1), Hours(7 * 24)))
        .AddAttribute("ReconnectPerMessage",
                      "Publishers open a connection of its own for every message.",
                      BooleanValue(false),
                      MakeBooleanAccessor(&TlsScheme::m_reconnectPerMessage),
                      MakeBooleanChecker())
        .AddAttribute("FullHandshakeAfter",
                      "Number of resumed handshakes after which a client makes a full one; 0 "
                      "for no limit.",
                      UintegerValue(0),
                      MakeUintegerAccessor(&TlsScheme::m_fullHandshakeAfter),
                      MakeUintegerChecker<std::uint32_t>());
}

TlsScheme::TlsScheme()
    : m_preSharedKeys(std::make_shared<std::map<std::string, Secret>>())
{
}

TlsScheme::~TlsScheme() = default;

Protection
TlsScheme::GetProtection() const
{
    Protection protection;
    protection.hidesFromNetwork = true;
    protection.detectsChanges = true;
    protection.refusesReplays = true;
    protection.refusesStrangers = m_mutual || m_preSharedKey;
    return protection;
}

std::optional<Error>
TlsScheme::DoProvision()
{
    TlsSettings settings;
    settings.version = static_cast<TlsVersion>(m_version);
    settings.cipherSuites = m_cipherSuites;
    settings.groups = m_groups;
    settings.resumption = static_cast<TlsResumption>(m_resumption);
    settings.sessionLifetime = m_sessionLifetime.GetNanoSeconds() / 1'000'000'000;
    TlsSettings broker = settings;
    broker.keyLog = m_keyLog; // the broker knows the secrets of all connections
    if (m_preSharedKey)
    {
        broker.findPreSharedKey =
            [keys = m_preSharedKeys](const std::string& identity) -> std::optional<Secret> {
            const auto found = keys->find(identity);
            return found == keys->end() ? std::nullopt : std::make_optional(found->second);
        };
    }
    else
    {
        CertificateIssuer::Settings authority;
        authority.keyType = static_cast<KeyType>(m_keyType);
        authority.chainLength = m_chainLength;
        auto issuer = CertificateIssuer::Create(authority, GetRandom());
        if (!issuer)
        {
            return issuer.error();
        }
        m_issuer = std::move(issuer.value());
        settings.trusted = {m_issuer->GetRoot()};
        broker.trusted = settings.trusted;
        broker.mutual = m_mutual;
        broker.chain = IssueChain(BROKER_NAME);
    }
    for (auto [role, chosen, context] : {std::tuple{TlsRole::CLIENT, &settings, &m_clientContext},
                                         std::tuple{TlsRole::SERVER, &broker, &m_brokerContext}})
    {
        auto made = TlsContext::Create(role, *chosen);
        if (!made)
        {
            return Error{"ns3::mqtt::TlsScheme: " + made.error().reason};
        }
        *context = std::move(made.value());
    }
    return {};
}

std::shared_ptr<const CertificateChain>
TlsScheme::IssueChain(const std::string& name)
{
    auto chain = m_issuer->Issue(name, {}, m_clientKey);
    NS_ABORT_MSG_IF(!chain, "no certificate for " << name << ": " << chain.error().reason);
    return chain.value();
}

TlsPreSharedKey
TlsScheme::IssuePreSharedKey(const std::string& clientId)
{
    std::array<std::uint8_t, 32> key;
    GetRandom().Fill(key.data(), key.size());
    const Secret secret(ByteView(key.data(), key.size()));
    OPENSSL_cleanse(key.data(), key.size());
    (*m_preSharedKeys)[clientId] = secret;
    return {clientId, secret};
}

std::unique_ptr<ClientAgent>
TlsScheme::DoCreateClientAgent(const std::string& clientId)
{
    TlsParty party;
    if (m_preSharedKey)
    {
        party.preSharedKey = IssuePreSharedKey(clientId);
    }
    else
    {
        party.serverName = BROKER_NAME;
    }
    if (m_mutual)
    {
        party.chain = IssueChain(clientId);
        if (m_keyType == RSA_2048)
        {
            m_clientKey = party.chain->key;
        }
    }
    TlsClientAgent::Habits habits;
    habits.resume = m_resumption != NONE;
    habits.reconnectPerMessage = m_reconnectPerMessage;
    habits.fullHandshakeAfter = m_fullHandshakeAfter;
    return std::make_unique<TlsClientAgent>(m_clientContext, std::move(party), habits);
}

std::unique_ptr<BrokerAgent>
TlsScheme::DoCreateBrokerAgent(std::uint32_t /* broker */)
{
    return std::make_unique<TlsBrokerAgent>(m_brokerContext);
}

} // namespace ns3::mqtt

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-scheme.h"

#include "mqtt-channel-contexts.h"
#include "mqtt-ecqv-broker-agent.h"
#include "mqtt-ecqv-client-agent.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-enum-accessor.h"
#include "ns3/mqtt-topic.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

NS_OBJECT_ENSURE_REGISTERED(EcqvScheme);

namespace
{

/// What the certificate of the authority says on its channel.
const std::string AUTHORITY_NAME = "ca.example";

/// What the certificate of the broker says there.
const std::string BROKER_NAME = "broker.example";

/// As printed, on the paper's curve.
const SchemeName::Published PUBLISHED_FORM{{{"Curve", "secp256k1"}}};

const SchemeName g_names[] = {
    {"ecqv-auth",
     "ECQV, authenticated",
     EcqvScheme::GetTypeId(),
     {{"Option", "auth"}},
     PUBLISHED_FORM},
    {"ecqv-conf",
     "ECQV, confidential",
     EcqvScheme::GetTypeId(),
     {{"Option", "conf"}},
     PUBLISHED_FORM},
    {"ecqv-anon", "ECQV, anonymous", EcqvScheme::GetTypeId(), {{"Option", "anon"}}, PUBLISHED_FORM},
};

} // namespace

TypeId
EcqvScheme::GetTypeId()
{
    static TypeId tid = AddGroupAttributes(
        TypeId("ns3::mqtt::EcqvScheme")
            .SetParent<SecurityScheme>()
            .SetGroupName("Mqtt")
            .AddConstructor<EcqvScheme>()
            .AddAttribute("Option",
                          "Level of protection: signed, also sealed from end to end, or with the "
                          "sender hidden as well; the scheme's name sets it.",
                          EnumValue(CONF),
                          MakeModeAccessor<Option>(&EcqvScheme::m_option),
                          MakeEnumChecker(AUTH, "auth", CONF, "conf", ANON, "anon"))
            .AddAttribute("Reading",
                          "What the signatures of the anonymous option are over, which the paper "
                          "leaves open; published form only.",
                          EnumValue(RA),
                          MakeModeAccessor<Reading>(&EcqvScheme::m_reading),
                          MakeEnumChecker(RA, "RA", RB, "RB", RC, "RC"))
            .AddAttribute("Curve",
                          "Curve of all keys; the names of published forms set the paper's.",
                          EnumValue(P256),
                          MakeModeAccessor<Curve>(&EcqvScheme::m_curve),
                          MakeEnumChecker(P256, "p256", SECP256K1, "secp256k1"))
            .AddAttribute("Encoding",
                          "How points are written in packets: in 33, 65, or as in the paper's "
                          "tables 66 octets.",
                          EnumValue(COMPRESSED),
                          MakeModeAccessor<Encoding>(&EcqvScheme::m_encoding),
                          MakeEnumChecker(COMPRESSED,
                                          "compressed",
                                          UNCOMPRESSED,
                                          "uncompressed",
                                          PAPER,
                                          "paper"))
            .AddAttribute("KeyTransport",
                          "Group keys go to members under a key shared with the authority, or by "
                          "ECIES; never in the published form, which has its own ways.",
                          EnumValue(PAIRWISE),
                          MakeModeAccessor<Transport>(&EcqvScheme::m_transport),
                          MakeEnumChecker(PAIRWISE, "pairwise", ECIES, "ecies"))
            .AddAttribute("CheckCertificate",
                          "Devices check that their private key fits the certificate.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&EcqvScheme::m_checksCertificate),
                          MakeBooleanChecker()));
    return tid;
}

TypeId
EcqvScheme::AddGroupAttributes(TypeId type)
{
    return type
        .AddAttribute("QueryFilter",
                      "Topic filter of queries, which run from subscribers to publishers; all "
                      "other topics are for messages.",
                      StringValue("query/#"),
                      MakeStringAccessor(&EcqvScheme::m_queryFilter),
                      MakeStringChecker())
        .AddAttribute("KeptEpochs",
                      "Group keys that authority and broker keep for devices that return, and "
                      "that a device keeps at a time.",
                      UintegerValue(16),
                      MakeUintegerAccessor(&EcqvScheme::m_keptEpochs),
                      MakeUintegerChecker<std::uint32_t>(1, 200))
        .AddAttribute("RenewalSpacing",
                      "Least time between two renewals of the group keys; devices that join "
                      "or leave in between share one.",
                      TimeValue(MilliSeconds(250)),
                      MakeTimeAccessor(&EcqvScheme::m_renewalSpacing),
                      MakeSpanChecker())
        .AddAttribute("RenewalPeriod",
                      "Time between two renewals if nobody joins or leaves; 0 for none; never "
                      "in the published form.",
                      TimeValue(Hours(1)),
                      MakeTimeAccessor(&EcqvScheme::m_renewalPeriod),
                      MakeSpanChecker())
        .AddAttribute("CertificateLifetime",
                      "Life of the certificates of devices; 0 for no end; never in the "
                      "published form.",
                      TimeValue(Hours(24 * 90)),
                      MakeTimeAccessor(&EcqvScheme::m_certificateLifetime),
                      MakeSpanChecker())
        .AddAttribute("LeaveDelay",
                      "From the loss of a device's connection, without DISCONNECT, to its leaving "
                      "the group, unless its session is kept.",
                      TimeValue(Seconds(2)),
                      MakeTimeAccessor(&EcqvScheme::m_leaveDelay),
                      MakeSpanChecker())
        .AddAttribute("GracePeriod",
                      "How long old group keys are good after a newer one has come.",
                      TimeValue(Seconds(30)),
                      MakeTimeAccessor(&EcqvScheme::m_gracePeriod),
                      MakeSpanChecker())
        .AddAttribute("BufferTime",
                      "How long a device keeps messages whose group key has not come yet.",
                      TimeValue(Seconds(5)),
                      MakeTimeAccessor(&EcqvScheme::m_bufferTime),
                      MakeSpanChecker())
        .AddAttribute("MaxAge",
                      "By how much the time in a message may differ from the broker's; not "
                      "looked at in the published form.",
                      TimeValue(Seconds(60)),
                      MakeTimeAccessor(&EcqvScheme::m_maxAge),
                      MakeSpanChecker());
}

EcqvScheme::EcqvScheme() = default;

EcqvScheme::~EcqvScheme() = default;

EcqvForm
EcqvScheme::GetEcqvForm() const
{
    constexpr EcqvOption options[] = {EcqvOption::AUTHENTICATED,
                                      EcqvOption::CONFIDENTIAL,
                                      EcqvOption::ANONYMOUS};
    constexpr EcqvReading readings[] = {EcqvReading::RA, EcqvReading::RB, EcqvReading::RC};
    constexpr PointEncoding encodings[] = {PointEncoding::COMPRESSED,
                                           PointEncoding::UNCOMPRESSED,
                                           PointEncoding::HEXADECIMAL};
    EcqvForm form;
    form.published = GetForm() == PUBLISHED;
    form.option = options[m_option];
    form.reading = readings[m_reading];
    form.curve =
        &EllipticCurve::Get(m_curve == P256 ? EllipticCurve::P256 : EllipticCurve::SECP256K1);
    form.encoding = encodings[m_encoding];
    form.transport = m_transport == PAIRWISE ? KeyTransport::PAIRWISE : KeyTransport::ECIES;
    form.checksCertificate = m_checksCertificate;
    return form;
}

Protection
EcqvScheme::GetProtection() const
{
    const bool seals = m_option != AUTH;
    Protection protection;
    protection.hidesFromNetwork = seals;
    protection.hidesFromBroker = seals;
    protection.withholdsPast = seals || GetForm() == SOUND; // whose members sign for an epoch
    protection.detectsChanges = GetForm() == SOUND;
    protection.refusesReplays = GetForm() == SOUND;
    protection.refusesStrangers = GetForm() == SOUND;
    return protection;
}

std::optional<Error>
EcqvScheme::DoProvision()
{
    if (!IsValidTopicFilter(m_queryFilter))
    {
        return Error{"ns3::mqtt::EcqvScheme: QueryFilter '" + m_queryFilter +
                     "' is no topic filter"};
    }
    EcqvAuthority::Settings settings;
    settings.form = GetEcqvForm();
    settings.renewalSpacing = ToDuration(m_renewalSpacing);
    settings.renewalPeriod = ToDuration(m_renewalPeriod);
    settings.certificateLifetime = m_certificateLifetime.ToInteger(Time::S);
    settings.keptEpochs = m_keptEpochs;
    settings.startTime = GetUnixTime();
    if (!settings.form.published)
    {
        auto contexts = MakeChannelContexts(AUTHORITY_NAME, BROKER_NAME, GetRandom(), m_keyLog);
        if (!contexts)
        {
            return Error{"ns3::mqtt::EcqvScheme: " + contexts.error().reason};
        }
        settings.tls = std::move(contexts.value().server);
        settings.brokerName = BROKER_NAME;
        m_brokerContext = std::move(contexts.value().client);
    }
    m_authorityAgent = std::make_unique<EcqvAuthority>(std::move(settings));
    m_authority = m_authorityAgent.get();
    return {};
}

std::unique_ptr<ClientAgent>
EcqvScheme::DoCreateClientAgent(const std::string& clientId)
{
    auto known = m_credentials.find(clientId);
    if (known == m_credentials.end())
    {
        known = m_credentials.emplace(clientId, m_authority->Register(clientId)).first;
    }
    EcqvClientAgent::Settings settings;
    settings.form = GetEcqvForm();
    settings.queryFilter = m_queryFilter;
    settings.gracePeriod = ToDuration(m_gracePeriod);
    settings.bufferTime = ToDuration(m_bufferTime);
    settings.keptEpochs = m_keptEpochs;
    settings.startTime = GetUnixTime();
    return std::make_unique<EcqvClientAgent>(known->second, std::move(settings));
}

std::unique_ptr<BrokerAgent>
EcqvScheme::DoCreateBrokerAgent(std::uint32_t /* broker */)
{
    EcqvBrokerAgent::Settings settings;
    settings.form = GetEcqvForm();
    settings.group = m_authority->GetGroupId();
    settings.authorityKey = m_authority->GetPublicKey();
    settings.queryFilter = m_queryFilter;
    settings.leaveDelay = ToDuration(m_leaveDelay);
    settings.gracePeriod = ToDuration(m_gracePeriod);
    settings.maxAge = ToDuration(m_maxAge);
    settings.keptEpochs = m_keptEpochs;
    settings.startTime = GetUnixTime();
    settings.tls = m_brokerContext;
    settings.authorityName = AUTHORITY_NAME;
    return std::make_unique<EcqvBrokerAgent>(std::move(settings));
}

std::vector<std::string>
EcqvScheme::GetAuthorities() const
{
    return {EcqvAuthority::SERVICE};
}

std::unique_ptr<AuthorityAgent>
EcqvScheme::DoCreateAuthorityAgent(const std::string& /* name */)
{
    return std::move(m_authorityAgent);
}

} // namespace ns3::mqtt

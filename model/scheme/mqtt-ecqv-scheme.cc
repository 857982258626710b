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

/// @param option level of protection
/// @return what makes such a scheme
ObjectFactory
MakeFactory(EcqvScheme::Option option)
{
    ObjectFactory factory;
    factory.SetTypeId(EcqvScheme::GetTypeId());
    factory.Set("Option", EnumValue(option));
    return factory;
}

/// @param option level of protection
/// @return what makes such a scheme as printed, on the paper's curve
ObjectFactory
MakePublishedFactory(EcqvScheme::Option option)
{
    ObjectFactory factory = MakeFactory(option);
    factory.Set("Form", EnumValue(SecurityScheme::PUBLISHED));
    factory.Set("Curve", EnumValue(EcqvScheme::SECP256K1));
    return factory;
}

const SchemeName g_names[] = {
    {"ecqv-auth", "ECQV, authenticated", MakeFactory(EcqvScheme::AUTH)},
    {"ecqv-conf", "ECQV, confidential", MakeFactory(EcqvScheme::CONF)},
    {"ecqv-anon", "ECQV, anonymous", MakeFactory(EcqvScheme::ANON)},
    {"ecqv-auth:published",
     "ECQV, authenticated, as published",
     MakePublishedFactory(EcqvScheme::AUTH)},
    {"ecqv-conf:published",
     "ECQV, confidential, as published",
     MakePublishedFactory(EcqvScheme::CONF)},
    {"ecqv-anon:published",
     "ECQV, anonymous, as published",
     MakePublishedFactory(EcqvScheme::ANON)},
};

/// @param time simulated time
/// @return the same for agents
Duration
ToAgentTime(Time time)
{
    return Duration(time.GetNanoSeconds());
}

/// @return upper bound of all attributes that are times
Time
GetLongestTime()
{
    return Hours(24 * 365);
}

} // namespace

TypeId
EcqvScheme::GetTypeId()
{
    static TypeId tid =
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
                          MakeBooleanChecker())
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
                          MakeTimeChecker(Time(0), GetLongestTime()))
            .AddAttribute("RenewalPeriod",
                          "Time between two renewals if nobody joins or leaves; 0 for none; never "
                          "in the published form.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&EcqvScheme::m_renewalPeriod),
                          MakeTimeChecker(Time(0), GetLongestTime()))
            .AddAttribute("CertificateLifetime",
                          "Life of the certificates of devices; 0 for no end; never in the "
                          "published form.",
                          TimeValue(Hours(24 * 90)),
                          MakeTimeAccessor(&EcqvScheme::m_certificateLifetime),
                          MakeTimeChecker(Time(0), GetLongestTime()))
            .AddAttribute(
                "LeaveDelay",
                "From the loss of a device's connection, without DISCONNECT, to its leaving "
                "the group, unless its session is kept.",
                TimeValue(Seconds(2)),
                MakeTimeAccessor(&EcqvScheme::m_leaveDelay),
                MakeTimeChecker(Time(0), GetLongestTime()))
            .AddAttribute("GracePeriod",
                          "How long old group keys are good after a newer one has come.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&EcqvScheme::m_gracePeriod),
                          MakeTimeChecker(Time(0), GetLongestTime()))
            .AddAttribute("BufferTime",
                          "How long a device keeps messages whose group key has not come yet.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&EcqvScheme::m_bufferTime),
                          MakeTimeChecker(Time(0), GetLongestTime()))
            .AddAttribute("MaxAge",
                          "By how much the time in a message may differ from the broker's; not "
                          "looked at in the published form.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&EcqvScheme::m_maxAge),
                          MakeTimeChecker(Time(0), GetLongestTime()));
    return tid;
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

std::optional<Error>
EcqvScheme::Provision()
{
    if (!IsValidTopicFilter(m_queryFilter))
    {
        return Error{"ns3::mqtt::EcqvScheme: QueryFilter '" + m_queryFilter +
                     "' is no topic filter"};
    }
    m_random = std::make_unique<SeededRandom>(CryptoScope::GetCurrent()->GetRandom());
    m_startTime = CryptoScope::GetCurrent()->GetUnixTime();

    NullMeter nobody;
    const CryptoScope scope(nobody, *m_random, m_startTime);
    EcqvAuthority::Settings settings;
    settings.form = GetEcqvForm();
    settings.renewalSpacing = ToAgentTime(m_renewalSpacing);
    settings.renewalPeriod = ToAgentTime(m_renewalPeriod);
    settings.certificateLifetime = m_certificateLifetime.ToInteger(Time::S);
    settings.keptEpochs = m_keptEpochs;
    settings.startTime = m_startTime;
    if (!settings.form.published)
    {
        auto contexts = MakeChannelContexts(AUTHORITY_NAME, BROKER_NAME, *m_random, m_keyLog);
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
EcqvScheme::CreateClientAgent(const std::string& clientId)
{
    auto known = m_credentials.find(clientId);
    if (known == m_credentials.end())
    {
        NullMeter nobody;
        const CryptoScope scope(nobody, *m_random, m_startTime);
        known = m_credentials.emplace(clientId, m_authority->Register(clientId)).first;
    }
    EcqvClientAgent::Settings settings;
    settings.form = GetEcqvForm();
    settings.queryFilter = m_queryFilter;
    settings.gracePeriod = ToAgentTime(m_gracePeriod);
    settings.bufferTime = ToAgentTime(m_bufferTime);
    settings.keptEpochs = m_keptEpochs;
    settings.startTime = m_startTime;
    return std::make_unique<EcqvClientAgent>(known->second, std::move(settings));
}

std::unique_ptr<BrokerAgent>
EcqvScheme::CreateBrokerAgent(std::uint32_t /* broker */)
{
    EcqvBrokerAgent::Settings settings;
    settings.form = GetEcqvForm();
    settings.group = m_authority->GetGroupId();
    settings.authorityKey = m_authority->GetPublicKey();
    settings.queryFilter = m_queryFilter;
    settings.leaveDelay = ToAgentTime(m_leaveDelay);
    settings.gracePeriod = ToAgentTime(m_gracePeriod);
    settings.maxAge = ToAgentTime(m_maxAge);
    settings.keptEpochs = m_keptEpochs;
    settings.startTime = m_startTime;
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
EcqvScheme::CreateAuthorityAgent(const std::string& name)
{
    NS_ABORT_MSG_IF(name != EcqvAuthority::SERVICE || !m_authorityAgent,
                    "ns3::mqtt::EcqvScheme has one authority, '" << EcqvAuthority::SERVICE << "'");
    return std::move(m_authorityAgent);
}

} // namespace ns3::mqtt

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-exchange-scheme.h"

#include "ns3/boolean.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-enum-accessor.h"
#include "ns3/mqtt-primitives.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

NS_OBJECT_ENSURE_REGISTERED(KeyExchangeScheme);

namespace
{

const SchemeName g_names[] = {
    {"rsa-exchange", "RSA exchange", KeyExchangeScheme::GetTypeId(), {{"Rsa", "true"}}},
    {"ecdh-exchange", "ECDH exchange", KeyExchangeScheme::GetTypeId(), {{"Rsa", "false"}}},
};

} // namespace

TypeId
KeyExchangeScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::KeyExchangeScheme")
            .SetParent<SecurityScheme>()
            .SetGroupName("Mqtt")
            .AddConstructor<KeyExchangeScheme>()
            .AddAttribute("Rsa",
                          "Data keys are sealed by RSA-OAEP rather than under a secret of ECDH; "
                          "the scheme's name sets it.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&KeyExchangeScheme::m_rsa),
                          MakeBooleanChecker())
            .AddAttribute(
                "FreshKeys",
                "Whether a subscriber makes a pair of keys for the exchange: as is usual, "
                "that is for ECDH and not for RSA, always, or never.",
                EnumValue(USUAL),
                MakeModeAccessor<FreshKeys>(&KeyExchangeScheme::m_freshKeys),
                MakeEnumChecker(USUAL, "usual", ALWAYS, "always", NEVER, "never"))
            .AddAttribute("Authentication",
                          "Public keys and data keys are bound to long-term keys that come with "
                          "the authorisation.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&KeyExchangeScheme::m_authentication),
                          MakeBooleanChecker())
            .AddAttribute("RenewalPeriod",
                          "Time between two data keys of a publisher; 0 for no renewal.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&KeyExchangeScheme::m_renewalPeriod),
                          MakeSpanChecker())
            .AddAttribute("SwitchDelay",
                          "Time from a new data key's being sent to the last subscriber to its "
                          "being used.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&KeyExchangeScheme::m_switchDelay),
                          MakeSpanChecker())
            .AddAttribute("RetryTime",
                          "Time after which a subscriber asks again for a data key that has not "
                          "come; doubles each time.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&KeyExchangeScheme::m_retryTime),
                          MakeSpanChecker(MilliSeconds(1)))
            .AddAttribute("BufferTime",
                          "How long a subscriber keeps messages whose data key has not come yet.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&KeyExchangeScheme::m_bufferTime),
                          MakeSpanChecker())
            .AddAttribute("KeptKeys",
                          "Data keys of a publisher that it and its subscribers keep.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&KeyExchangeScheme::m_keptKeys),
                          MakeUintegerChecker<std::uint32_t>(2, 10'000));
    return tid;
}

KeyExchangeScheme::KeyExchangeScheme() = default;

KeyExchangeScheme::~KeyExchangeScheme() = default;

Protection
KeyExchangeScheme::GetProtection() const
{
    Protection protection;
    protection.hidesFromNetwork = true;
    protection.hidesFromBroker = true;
    protection.detectsChanges = true;
    protection.refusesReplays = true;
    protection.refusesStrangers = m_authentication;
    return protection;
}

std::optional<Error>
KeyExchangeScheme::DoProvision()
{
    m_directory = std::make_shared<ExchangeDirectory>();
    return {};
}

ExchangeMember&
KeyExchangeScheme::Enter(const std::string& clientId)
{
    ExchangeMember& member = m_directory->Enter(clientId);
    if (member.number == 0)
    {
        member.number = m_directory->GetNumber(clientId);
        auto& party = m_parties[member.number];
        party = ExchangeParty::Create(GetExchangeForm(), member.number);
        member.publicKey = party->GetPublicKey().ToBytes();
        member.fingerprint = Sha256({member.publicKey});
    }
    return member;
}

void
KeyExchangeScheme::DoAuthorise(const std::string& clientId, const ClientRole& role)
{
    Enter(clientId).role = role;
}

std::unique_ptr<ClientAgent>
KeyExchangeScheme::DoCreateClientAgent(const std::string& clientId)
{
    const std::uint32_t number = Enter(clientId).number;
    KeyExchangeClientAgent::Limits limits;
    limits.renewalPeriod = ToDuration(m_renewalPeriod);
    limits.switchDelay = ToDuration(m_switchDelay);
    limits.retryTime = ToDuration(m_retryTime);
    limits.bufferTime = ToDuration(m_bufferTime);
    limits.keptKeys = m_keptKeys;
    return std::make_unique<KeyExchangeClientAgent>(number,
                                                    m_directory,
                                                    m_parties.at(number),
                                                    limits);
}

} // namespace ns3::mqtt

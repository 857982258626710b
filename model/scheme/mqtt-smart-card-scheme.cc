// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-smart-card-scheme.h"

#include "mqtt-card-broker-agent.h"
#include "mqtt-card-client-agent.h"

#include "ns3/abort.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-enum-accessor.h"
#include "ns3/string.h"

namespace ns3::mqtt
{

NS_OBJECT_ENSURE_REGISTERED(SmartCardScheme);

namespace
{

const SchemeName g_name{"smart-card",
                        "Smart card",
                        SmartCardScheme::GetTypeId(),
                        {},
                        SchemeName::Published()};

} // namespace

TypeId
SmartCardScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::SmartCardScheme")
            .SetParent<SecurityScheme>()
            .SetGroupName("Mqtt")
            .AddConstructor<SmartCardScheme>()
            .AddAttribute("Card",
                          "Device profile of the clients' cards, such as card-j3r180, "
                          "card-j3h145 or card-j2e081.",
                          StringValue("card-j3r180"),
                          MakeStringAccessor(&SmartCardScheme::m_card),
                          MakeStringChecker())
            .AddAttribute("Protocol",
                          "How APDUs get to a card: T1 by blocks, T0 by octets, where answers to "
                          "commands with data are fetched apart.",
                          EnumValue(T1),
                          MakeModeAccessor<Line>(&SmartCardScheme::m_protocol),
                          MakeEnumChecker(T1, "T1", T0, "T0"))
            .AddAttribute("Reading",
                          "Who speaks first: OR-1, the broker, by a challenge or, as printed, by "
                          "the keys that it has chosen; OR-2, the card, in CONNECT.",
                          EnumValue(OR_1),
                          MakeModeAccessor<Reading>(&SmartCardScheme::m_reading),
                          MakeEnumChecker(OR_1, "OR-1", OR_2, "OR-2"))
            .AddAttribute("SessionKeys",
                          "Where the keys of a session are: host, given away by the card, or "
                          "card, which then seals and opens every payload.",
                          EnumValue(HOST),
                          MakeModeAccessor<KeyPlace>(&SmartCardScheme::m_keyPlace),
                          MakeEnumChecker(HOST, "host", CARD, "card"))
            .AddAttribute("KeyType",
                          "Long-term keys of cards and broker: P-256, RSA-2048, or form, which is "
                          "RSA-2048 as printed and P-256 else.",
                          EnumValue(BY_FORM),
                          MakeModeAccessor<KeyKind>(&SmartCardScheme::m_keyKind),
                          MakeEnumChecker(BY_FORM, "form", P256, "P-256", RSA_2048, "RSA-2048"))
            .AddAttribute("TimeWindow",
                          "As printed: how much the time in CONNECT may be off.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&SmartCardScheme::m_timeWindow),
                          MakeTimeChecker(Seconds(1), Hours(24)))
            .AddAttribute("EntryLifetime",
                          "How long an entry of the repository of public keys is good, and so is "
                          "kept by the broker; as printed entries are bare keys and not kept.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&SmartCardScheme::m_entryLifetime),
                          MakeTimeChecker(Seconds(2), Seconds(KeyRepository::MAX_LIFETIME)));
    return tid;
}

SmartCardScheme::SmartCardScheme() = default;

SmartCardScheme::~SmartCardScheme() = default;

KeyType
SmartCardScheme::GetKeyType() const
{
    const bool isRsa = m_keyKind == RSA_2048 || (m_keyKind == BY_FORM && GetForm() == PUBLISHED);
    return isRsa ? KeyType::RSA_2048 : KeyType::P256;
}

Protection
SmartCardScheme::GetProtection() const
{
    Protection protection;
    protection.hidesFromNetwork = GetForm() == SOUND; // as printed, a will goes in clear
    protection.detectsChanges = GetForm() == SOUND;
    protection.refusesReplays = GetForm() == SOUND;
    protection.refusesStrangers = GetForm() == SOUND;
    return protection;
}

std::optional<Error>
SmartCardScheme::DoProvision()
{
    if (m_card.empty())
    {
        return Error{"ns3::mqtt::SmartCardScheme: Card is '', and should be a device profile "
                     "of a card, such as card-j3r180"};
    }
    m_broker = CardKeyPair::Generate(GetKeyType(), 0);
    CardKeyPair issuer = CardKeyPair::Generate(KeyType::P256, 0);
    m_issuer = issuer.GetPublicKey();
    m_repositoryAgent =
        std::make_unique<KeyRepository>(std::move(issuer),
                                        static_cast<std::int64_t>(m_entryLifetime.GetSeconds()),
                                        GetForm() == PUBLISHED);
    m_repository = m_repositoryAgent.get();
    return {};
}

std::shared_ptr<SmartCard>
SmartCardScheme::IssueCard()
{
    CardId id{};
    const Bytes number = RandomBytes(id.size());
    std::copy(number.begin(), number.end(), id.begin());
    // The pool's first pair is the broker's, and nobody else's.
    const auto party = static_cast<std::uint32_t>(1 + m_cards.size() % (RsaPool::SIZE - 1));
    CardKeyPair key = CardKeyPair::Generate(GetKeyType(), party);
    m_repository->Register(id, key.GetPublicKey().Encode());
    return std::make_shared<SmartCard>(CardPersonalisation{id,
                                                           std::move(key),
                                                           m_broker->GetPublicKey(),
                                                           GetForm() == PUBLISHED,
                                                           GetCardForm().reading,
                                                           m_keyPlace == HOST});
}

std::unique_ptr<ClientAgent>
SmartCardScheme::DoCreateClientAgent(const std::string& clientId)
{
    auto found = m_cards.find(clientId);
    if (found == m_cards.end())
    {
        auto card = IssueCard();
        found = m_cards.emplace(clientId, std::move(card)).first;
    }
    CardClientOptions options;
    options.card = found->second;
    options.device = m_card;
    options.protocol = m_protocol == T0 ? CardProtocol::T0 : CardProtocol::T1;
    options.form = GetCardForm();
    options.keysInCard = m_keyPlace == CARD;
    options.type = GetKeyType();
    return std::make_unique<CardClientAgent>(std::move(options));
}

std::unique_ptr<BrokerAgent>
SmartCardScheme::DoCreateBrokerAgent(std::uint32_t /* broker */)
{
    const CardForm form = GetCardForm();
    const auto window = static_cast<std::int64_t>(m_timeWindow.GetSeconds());
    return std::make_unique<CardBrokerAgent>(
        CardBrokerOptions{*m_broker, form.published ? std::nullopt : m_issuer, form, window});
}

std::vector<Unit>
SmartCardScheme::GetUnits() const
{
    return {{CardClientAgent::UNIT, m_card}};
}

std::vector<std::string>
SmartCardScheme::GetAuthorities() const
{
    return {REPOSITORY};
}

std::unique_ptr<AuthorityAgent>
SmartCardScheme::DoCreateAuthorityAgent(const std::string& /* name */)
{
    return std::move(m_repositoryAgent);
}

} // namespace ns3::mqtt

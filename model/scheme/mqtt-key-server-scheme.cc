// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-server-scheme.h"

#include "mqtt-key-client-agent.h"
#include "mqtt-key-server-agent.h"

#include "ns3/abort.h"
#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-enum-accessor.h"
#include "ns3/mqtt-hex.h"
#include "ns3/mqtt-primitives.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::mqtt
{

NS_OBJECT_ENSURE_REGISTERED(KeyServerScheme);

namespace
{

const SchemeName g_name{"key-server",
                        "Key server",
                        KeyServerScheme::GetTypeId(),
                        {},
                        SchemeName::Published()};

/// @return a topic from the factory
std::string
MakeFactoryTopic()
{
    return MakeKeyTopic(ToHex(RandomBytes(KEY_PREFIX_SIZE / 2)), RandomBytes(KEY_TOPIC_RANDOM));
}

} // namespace

TypeId
KeyServerScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::mqtt::KeyServerScheme")
            .SetParent<SecurityScheme>()
            .SetGroupName("Mqtt")
            .AddConstructor<KeyServerScheme>()
            .AddAttribute("Tpm",
                          "Device profile with the costs of every party's TPM; it also says "
                          "whether the chip has AES.",
                          StringValue("tpm-slb9670"),
                          MakeStringAccessor(&KeyServerScheme::m_tpm),
                          MakeStringChecker())
            .AddAttribute("MessageKeys",
                          "Whether messages are sealed on the host, under keys that the TPM "
                          "derives for each pair, or by the TPM itself; the published form does "
                          "the latter.",
                          EnumValue(HOST),
                          MakeModeAccessor<MessageKeys>(&KeyServerScheme::m_messageKeys),
                          MakeEnumChecker(HOST, "host", TPM, "tpm"))
            .AddAttribute("Window",
                          "Pairs whose keys a node asks for at a time.",
                          UintegerValue(4),
                          MakeUintegerAccessor(&KeyServerScheme::m_window),
                          MakeUintegerChecker<std::uint32_t>(1, 1000))
            .AddAttribute("RetryTime",
                          "How long a node waits for an answer of the key server before it asks "
                          "again, for the first time.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&KeyServerScheme::m_retryTime),
                          MakeTimeChecker(MilliSeconds(1), Hours(1)))
            .AddAttribute("RenewalPeriod",
                          "Time between two requests of a node for new keys of its pairs; 0 for no "
                          "renewal.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&KeyServerScheme::m_renewalPeriod),
                          MakeSpanChecker())
            .AddAttribute("Patience",
                          "How long a node that registers for the first time waits for the keys "
                          "of its peers before it is ready without them.",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&KeyServerScheme::m_patience),
                          MakeTimeChecker(Time(0), Hours(24)));
    return tid;
}

KeyServerScheme::KeyServerScheme()
    : m_observer(std::make_shared<KeyFrameObserver>())
{
}

KeyServerScheme::~KeyServerScheme() = default;

Protection
KeyServerScheme::GetProtection() const
{
    Protection protection;
    protection.hidesFromNetwork = true;
    protection.hidesFromBroker = true;
    protection.withholdsPast = true;
    protection.detectsChanges = GetForm() == SOUND;
    protection.refusesReplays = GetForm() == SOUND;
    protection.refusesStrangers = GetForm() == SOUND;
    return protection;
}

std::optional<Error>
KeyServerScheme::DoProvision()
{
    m_requestTopic = MakeFactoryTopic();
    for (Place* place : {&m_server, &m_center})
    {
        place->tpm = std::make_shared<Tpm>(m_tpm);
        place->disk = std::make_shared<KeyDisk>();
    }
    for (Secret& key : m_centerKeys)
    {
        Bytes octets = RandomBytes(Tpm::KEY_SIZE);
        key = Secret(octets);
        OPENSSL_cleanse(octets.data(), octets.size());
    }
    m_centerRecord.id = CENTER_NODE;
    m_centerRecord.topic = MakeFactoryTopic();
    m_centerRecord.iv = RandomBytes(Tpm::IV_SIZE);
    m_centerCredentials.topic = m_centerRecord.topic;
    m_centerCredentials.iv = m_centerRecord.iv;
    m_centerCredentials.requestTopic = m_requestTopic;
    LoadCenterKeys(SERVER);
    LoadCenterKeys(CENTER);
    m_centerAgent = std::make_unique<KeyCenterAgent>(MakeOptions(),
                                                     m_centerCredentials,
                                                     m_center.tpm,
                                                     m_center.disk);
    m_centerInUse = m_centerAgent.get();
    return {};
}

void
KeyServerScheme::LoadCenterKeys(const std::string& name)
{
    Tpm& chip = *GetPlace(name).tpm;
    KeyPairHandles& keys = name == SERVER ? m_centerRecord.keys : m_centerCredentials.keys;
    keys = {chip.Load(m_centerKeys[0].Get()), chip.Load(m_centerKeys[1].Get())};
}

KeyServerOptions
KeyServerScheme::MakeOptions() const
{
    KeyServerOptions options;
    options.published = GetForm() == PUBLISHED;
    options.messagesByTpm = m_messageKeys == TPM;
    options.tpm = m_tpm;
    options.requestTopic = m_requestTopic;
    options.window = m_window;
    options.retryTime = ToDuration(m_retryTime);
    options.renewalPeriod = ToDuration(m_renewalPeriod);
    options.patience = ToDuration(m_patience);
    options.observer = m_observer;
    return options;
}

void
KeyServerScheme::DoAuthorise(const std::string& clientId, const ClientRole& role)
{
    m_roles[clientId] = role;
}

std::unique_ptr<ClientAgent>
KeyServerScheme::DoCreateClientAgent(const std::string& clientId)
{
    const auto known = m_nodes.find(clientId);
    if (known != m_nodes.end())
    {
        m_centerInUse->Dismiss(known->second.id); // whose chip nobody has any more
    }
    const ClientRole role = m_roles[clientId];
    const auto roles = static_cast<std::uint8_t>((role.publishes ? KeyRoles::PUBLISHES : 0) |
                                                 (role.subscribes ? KeyRoles::SUBSCRIBES : 0));
    const auto tpm = std::make_shared<Tpm>(m_tpm);
    m_nodes[clientId] = m_centerInUse->Admit(roles, *tpm);
    return std::make_unique<KeyServerClientAgent>(MakeOptions(), m_nodes[clientId], tpm, roles);
}

std::vector<Unit>
KeyServerScheme::GetUnits() const
{
    return {{KEY_SERVER_UNIT, m_tpm}};
}

std::vector<std::string>
KeyServerScheme::GetAuthorities() const
{
    return {SERVER, CENTER};
}

KeyServerScheme::Place&
KeyServerScheme::GetPlace(const std::string& name)
{
    NS_ABORT_MSG_IF(name != SERVER && name != CENTER,
                    "ns3::mqtt::KeyServerScheme has no authority '" << name << "'");
    return name == SERVER ? m_server : m_center;
}

std::unique_ptr<AuthorityAgent>
KeyServerScheme::DoCreateAuthorityAgent(const std::string& name)
{
    Place& place = GetPlace(name);
    if (std::exchange(place.used, true))
    {
        place.tpm->Restart();
        LoadCenterKeys(name);
    }
    if (name == SERVER)
    {
        return std::make_unique<KeyServerAgent>(MakeOptions(),
                                                m_server.tpm,
                                                m_centerRecord,
                                                m_server.disk);
    }
    if (!m_centerAgent)
    {
        m_centerAgent = std::make_unique<KeyCenterAgent>(MakeOptions(),
                                                         m_centerCredentials,
                                                         m_center.tpm,
                                                         m_center.disk);
        m_centerInUse = m_centerAgent.get();
    }
    return std::move(m_centerAgent);
}

std::string
KeyServerScheme::MakeAccessRules() const
{
    const auto prefix = [](const std::string& topic) { return topic.substr(0, KEY_PREFIX_SIZE); };
    std::string rules = "allow any publish +/+\n";
    rules +=
        std::string("allow client ") + SERVER + " subscribe " + prefix(m_requestTopic) + "/+\n";
    rules += std::string("allow client ") + CENTER + " subscribe " + prefix(m_centerRecord.topic) +
             "/+\n";
    for (const auto& [clientId, credentials] : m_nodes)
    {
        rules += "allow client " + clientId + " subscribe " + prefix(credentials.topic) + "/+\n";
    }
    return rules;
}

} // namespace ns3::mqtt

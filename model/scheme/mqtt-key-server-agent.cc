// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-server-agent.h"

namespace ns3::mqtt
{

namespace
{

/// MQTT client identifier of the key server.
const std::string CLIENT_ID = "key-server";

/// File on the disk that holds the key server's topic.
const std::string TOPIC_FILE = "topic";

/// What the files of nodes begin with.
const std::string NODE_FILE = "node-";

/// @return what the file of a node is made of: whether it has registered, then its record
Tpm::Layout
GetFileLayout()
{
    Tpm::Layout layout{1};
    layout.insert(layout.end(), GetEnrolmentLayout().begin(), GetEnrolmentLayout().end());
    return layout;
}

/// @param id number of a node
/// @return its name for who watches
std::string
GetNodeName(KeyNodeId id)
{
    return id == CENTER_NODE ? "AC" : std::to_string(id);
}

} // namespace

KeyServerAgent::KeyServerAgent(const KeyServerOptions& options,
                               std::shared_ptr<Tpm> tpm,
                               KeyNodeRecord center,
                               std::shared_ptr<KeyDisk> disk)
    : m_options(options),
      m_format(options.published),
      m_tpm(std::move(tpm)),
      m_center(std::move(center)),
      m_disk(std::move(disk))
{
}

std::vector<Unit>
KeyServerAgent::GetUnits() const
{
    return {{KEY_SERVER_UNIT, m_options.tpm}};
}

void
KeyServerAgent::Start(AuthorityHost& host)
{
    host.EnterPhase(Phase::ENROL);
    host.UseUnit(
        KEY_SERVER_UNIT,
        [this]() { Restore(); },
        [this, &host]() {
            SessionOptions session;
            session.connect.clientId = CLIENT_ID;
            session.connect.keepAlive = SESSION_KEEP_ALIVE;
            session.subscriptions = {{m_options.requestTopic, Qos::AT_MOST_ONCE},
                                     {m_topic, Qos::AT_MOST_ONCE}};
            m_session = host.OpenSession(session);
        });
}

void
KeyServerAgent::Restore()
{
    AddNode(m_center);
    const auto topic = m_disk->find(TOPIC_FILE);
    const auto kept =
        topic == m_disk->end() ? std::nullopt : m_tpm->Unseal(topic->second, {KEY_TOPIC_SIZE});
    if (!kept)
    {
        const Bytes random = m_tpm->GetRandom(KEY_TOPIC_RANDOM + KEY_PREFIX_SIZE / 2);
        m_topic = MakeKeyTopic(m_options.requestTopic.substr(0, KEY_PREFIX_SIZE), random);
        (*m_disk)[TOPIC_FILE] = m_tpm->Seal({ByteView(std::string_view(m_topic)).ToBytes()});
        return;
    }
    m_topic = std::string(ByteView(std::get<Bytes>(kept->front())).ToText());
    for (const auto& [name, sealed] : *m_disk)
    {
        const auto parts =
            name.rfind(NODE_FILE, 0) == 0 ? m_tpm->Unseal(sealed, GetFileLayout()) : std::nullopt;
        auto record = parts ? JoinEnrolment(*parts, 1) : std::nullopt;
        if (record)
        {
            AddNode(std::move(*record))->present = std::get<Bytes>(parts->front())[0] != 0;
        }
    }
}

KeyServerAgent::NodePtr
KeyServerAgent::AddNode(KeyNodeRecord record)
{
    const KeyNodeId id = record.id;
    KeyFrameChannel channel(m_tpm, record.keys, m_format, m_tpm->GetBoots());
    return m_nodes[id] = std::make_shared<Node>(std::move(record), std::move(channel));
}

KeyServerAgent::NodePtr
KeyServerAgent::FindNode(KeyNodeId id) const
{
    const auto found = m_nodes.find(id);
    return found == m_nodes.end() ? nullptr : found->second;
}

void
KeyServerAgent::Store(const Node& node)
{
    std::vector<Tpm::Part> parts{Bytes{std::uint8_t(node.present)}};
    const auto record = SplitEnrolment(node.record);
    parts.insert(parts.end(), record.begin(), record.end());
    (*m_disk)[GetFileName(node.record.id)] = m_tpm->Seal(parts);
}

void
KeyServerAgent::SessionMessage(SessionId /* session */, const Publish& publish, AuthorityHost& host)
{
    const auto view = m_format.Decode(publish.message->payload);
    if (!view || m_jobs >= MAX_JOBS)
    {
        ++m_dropped;
        return;
    }
    const bool registers = view->frame.type == KeyFrameType::REGISTER_REQUEST;
    if (registers != (publish.message->topic == m_options.requestTopic))
    {
        ++m_dropped;
        return;
    }
    // The answer to an advertisement names the node that it comes from like any other frame.
    const auto node = FindNode(view->frame.first);
    if (node)
    {
        Receive(node, publish.message->payload, host);
    }
    else if (registers && m_early.size() < MAX_EARLY)
    {
        m_early[view->frame.first] = publish.message->payload;
    }
    else
    {
        ++m_dropped;
    }
}

void
KeyServerAgent::Receive(const NodePtr& node, Bytes octets, AuthorityHost& host)
{
    const auto type = static_cast<KeyFrameType>(octets[0]);
    host.EnterPhase(type < KeyFrameType::REGISTER_REQUEST ? Phase::KEY_DISTRIBUTION : Phase::ENROL);
    m_options.Observe({host.GetNow(), false, GetNodeName(node->record.id), "KS", "", octets, 0, 0});
    ++m_jobs;
    const auto opened = std::make_shared<std::optional<Opened>>();
    host.UseUnit(
        KEY_SERVER_UNIT,
        [node, octets = std::move(octets), opened]() { *opened = node->channel.Open(octets); },
        [this, node, opened, &host]() {
            --m_jobs;
            m_tpm->CountHostWork();
            if (*opened && FindNode(node->record.id) == node)
            {
                Handle(node, **opened, host);
            }
            else
            {
                ++m_dropped;
            }
        });
}

void
KeyServerAgent::Handle(const NodePtr& node, const Opened& opened, AuthorityHost& host)
{
    const bool isCenter = node->record.id == CENTER_NODE;
    switch (opened.frame.type)
    {
    case KeyFrameType::REGISTER_REQUEST:
        Register(node, opened, host);
        return;
    case KeyFrameType::REGISTER_CONFIRM:
        return; // it has been present since it asked
    case KeyFrameType::ENROL_REQUEST:
        if (isCenter)
        {
            Enrol(opened, host);
            return;
        }
        break;
    case KeyFrameType::KEY_REQUEST:
        HandleRequest(node, opened, host);
        return;
    case KeyFrameType::ADVERT_ANSWER:
        HandleAdvertAnswer(node, opened, host);
        return;
    case KeyFrameType::CONFIRM_ANSWER:
        HandleConfirm(node, opened, host);
        return;
    default:
        break;
    }
    ++m_dropped;
}

void
KeyServerAgent::Send(const NodePtr& node, Outgoing outgoing, AuthorityHost& host)
{
    const auto made = std::make_shared<std::optional<Bytes>>();
    host.UseUnit(
        KEY_SERVER_UNIT,
        [make = std::move(outgoing.make), made]() { *made = make(); },
        [this, node, made, outgoing, &host]() {
            m_tpm->CountHostWork();
            if (*made)
            {
                const std::string name = GetNodeName(node->record.id);
                const KeyNodeId first = outgoing.pair ? outgoing.pair->first : 0;
                const KeyNodeId second = outgoing.pair ? outgoing.pair->second : 0;
                m_options.Observe(
                    {host.GetNow(), true, "KS", name, "TOPIC2", **made, first, second});
                const auto message =
                    std::make_shared<Message>(Message{node->record.topic, std::move(**made)});
                host.PublishOnSession(m_session, {message, outgoing.qos, false, false, 0});
            }
            if (outgoing.sent)
            {
                outgoing.sent();
            }
        });
}

std::string
KeyServerAgent::GetFileName(KeyNodeId id)
{
    return NODE_FILE + std::to_string(id);
}

std::size_t
KeyServerAgent::GetNRegistered() const
{
    return std::count_if(m_nodes.begin(), m_nodes.end(), [](const auto& entry) {
        return entry.second->present;
    });
}

std::size_t
KeyServerAgent::GetStateSize() const
{
    return m_tpm->GetStateSize() +
           m_nodes.size() * (KEY_TOPIC_SIZE + 2 * sizeof(std::uint64_t) + sizeof(KeyNodeId));
}

} // namespace ns3::mqtt

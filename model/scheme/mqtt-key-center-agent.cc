// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-center-agent.h"

#include "ns3/mqtt-hex.h"
#include "ns3/mqtt-primitives.h"

#include <openssl/crypto.h>

namespace ns3::mqtt
{

namespace
{

/// MQTT client identifier of the centre.
const std::string CLIENT_ID = "authorization-center";

/// The file on the disk that holds the number of the last node.
const std::string LAST_FILE = "last";

/// What the files of nodes begin with that the key server does not know yet.
const std::string NODE_FILE = "node-";

/// @param id number of a node
/// @return its file on the disk; in the order of numbers
std::string
GetFileName(KeyNodeId id)
{
    const std::string digits = std::to_string(id);
    return NODE_FILE + std::string(10 - digits.size(), '0') + digits;
}

constexpr std::uint32_t RETRY_TIMER = 1; ///< no answer has come
constexpr std::uint32_t MOST_TRIES = 6;  ///< on one session

} // namespace

KeyCenterAgent::KeyCenterAgent(const KeyServerOptions& options,
                               KeyNodeCredentials credentials,
                               std::shared_ptr<Tpm> tpm,
                               std::shared_ptr<KeyDisk> disk)
    : m_options(options),
      m_end(options, std::move(credentials), tpm),
      m_tpm(std::move(tpm)),
      m_disk(std::move(disk))
{
    Restore();
}

KeyNodeCredentials
KeyCenterAgent::Admit(std::uint8_t roles, Tpm& chip)
{
    KeyNodeRecord record;
    record.id = ++m_last;
    record.roles = roles;
    record.topic =
        MakeKeyTopic(ToHex(RandomBytes(KEY_PREFIX_SIZE / 2)), RandomBytes(KEY_TOPIC_RANDOM));
    record.iv = RandomBytes(Tpm::IV_SIZE);
    KeyNodeCredentials credentials{record.id, {}, record.iv, record.topic, m_options.requestTopic};
    const auto give = [this, &chip](Tpm::Handle& own, Tpm::Handle& its) {
        Bytes key = RandomBytes(Tpm::KEY_SIZE);
        own = m_tpm->Load(key);
        its = chip.Load(key);
        OPENSSL_cleanse(key.data(), key.size());
    };
    give(record.keys.encrypt, credentials.keys.encrypt);
    give(record.keys.sign, credentials.keys.sign);
    Enqueue(std::move(record));
    return credentials;
}

void
KeyCenterAgent::Dismiss(KeyNodeId id)
{
    KeyNodeRecord record;
    record.id = id;
    record.topic = m_end.GetCredentials().topic; // of no meaning
    record.iv = Bytes(Tpm::IV_SIZE);
    record.keys = {m_tpm->Load(record.iv), m_tpm->Load(record.iv)};
    Enqueue(std::move(record));
}

void
KeyCenterAgent::Enqueue(KeyNodeRecord record)
{
    Store(record);
    m_waiting.push_back(std::move(record));
    if (m_host)
    {
        SendBatch(*m_host);
    }
}

void
KeyCenterAgent::Restore()
{
    for (const auto& [name, sealed] : *m_disk)
    {
        if (name == LAST_FILE)
        {
            const auto last = m_tpm->Unseal(sealed, {sizeof(KeyNodeId)});
            m_last = last ? ReadKeyNodeId(std::get<Bytes>(last->front())) : m_last;
            continue;
        }
        const auto parts = m_tpm->Unseal(sealed, GetEnrolmentLayout());
        if (auto record = parts ? JoinEnrolment(*parts, 0) : std::nullopt)
        {
            m_waiting.push_back(std::move(*record));
        }
    }
}

void
KeyCenterAgent::Store(const KeyNodeRecord& record)
{
    (*m_disk)[LAST_FILE] = m_tpm->Seal({WriteKeyNodeId(m_last)});
    (*m_disk)[GetFileName(record.id)] = m_tpm->Seal(SplitEnrolment(record));
}

std::vector<Unit>
KeyCenterAgent::GetUnits() const
{
    return {{KEY_SERVER_UNIT, m_options.tpm}};
}

void
KeyCenterAgent::Start(AuthorityHost& host)
{
    m_host = &host;
    host.EnterPhase(Phase::ENROL);
    SessionOptions session;
    session.connect.clientId = CLIENT_ID;
    session.connect.keepAlive = SESSION_KEEP_ALIVE;
    session.subscriptions = {{m_end.GetCredentials().topic, Qos::AT_MOST_ONCE}};
    m_session = host.OpenSession(session);
}

void
KeyCenterAgent::SessionUp(SessionId /* session */, AuthorityHost& host)
{
    Register(host);
}

void
KeyCenterAgent::Register(AuthorityHost& host)
{
    host.EnterPhase(Phase::ENROL);
    m_registered = false;
    m_batch = 0;
    const auto wait = m_options.retryTime * (1U << std::min(m_tries++, 4U)) / 10;
    host.SetAgentTimer(RETRY_TIMER, wait);
    Send(
        m_options.requestTopic,
        [this]() { return m_end.MakeRequest(); },
        host);
}

void
KeyCenterAgent::SendBatch(AuthorityHost& host)
{
    if (!m_registered || m_batch > 0 || m_waiting.empty())
    {
        return;
    }
    host.EnterPhase(Phase::ENROL);
    m_batch = std::min(BATCH, m_waiting.size());
    host.SetAgentTimer(RETRY_TIMER, m_options.retryTime);
    const auto make = [this]() -> std::optional<Bytes> {
        std::vector<Tpm::Part> list;
        for (std::size_t i = 0; i < m_batch; ++i)
        {
            const auto record = SplitEnrolment(m_waiting[i]);
            list.insert(list.end(), record.begin(), record.end());
        }
        m_nonce = m_options.published ? Bytes{} : m_tpm->GetRandom(KEY_NONCE_SIZE);
        KeyFrame frame;
        frame.type = KeyFrameType::ENROL_REQUEST;
        frame.first = CENTER_NODE;
        return m_end.GetChannel().Seal(frame, {}, m_nonce, list);
    };
    Send(m_end.GetServerTopic(), make, host);
}

void
KeyCenterAgent::Send(const std::string& topic,
                     std::function<std::optional<Bytes>()> make,
                     AuthorityHost& host)
{
    const auto made = std::make_shared<std::optional<Bytes>>();
    host.UseUnit(
        KEY_SERVER_UNIT,
        [make = std::move(make), made]() { *made = make(); },
        [this, topic, made, &host]() {
            m_tpm->CountHostWork();
            if (*made)
            {
                const bool first = topic == m_options.requestTopic;
                m_options.Observe(
                    {host.GetNow(), true, "AC", "KS", first ? "TOPIC0" : "TOPIC1", **made, 0, 0});
                const auto message = std::make_shared<Message>(Message{topic, std::move(**made)});
                host.PublishOnSession(m_session, {message, Qos::AT_MOST_ONCE, false, false, 0});
            }
        });
}

void
KeyCenterAgent::SessionMessage(SessionId /* session */, const Publish& publish, AuthorityHost& host)
{
    host.EnterPhase(Phase::ENROL);
    const auto answer = std::make_shared<std::optional<KeyFrameChannel::Opened>>();
    host.UseUnit(
        KEY_SERVER_UNIT,
        [this, octets = publish.message->payload, answer]() {
            auto opened = m_end.GetChannel().Open(octets);
            const bool registers = opened && opened->frame.type == KeyFrameType::REGISTER_ANSWER;
            if (opened && (!registers || m_end.TakeAnswer(*opened)))
            {
                *answer = std::move(opened);
            }
        },
        [this, answer, &host]() {
            m_tpm->CountHostWork();
            if (!*answer)
            {
                return;
            }
            m_tries = 0;
            if ((*answer)->frame.type == KeyFrameType::REGISTER_ANSWER)
            {
                m_registered = true;
                Send(
                    m_end.GetServerTopic(),
                    [this]() { return m_end.MakeConfirmation(); },
                    host);
            }
            else if ((*answer)->frame.type == KeyFrameType::ENROL_ANSWER && m_batch > 0 &&
                     (*answer)->nonce == m_nonce)
            {
                FinishBatch(host);
            }
            SendBatch(host);
        });
}

void
KeyCenterAgent::FinishBatch(AuthorityHost& host)
{
    std::vector<KeyPairHandles> done;
    for (; m_batch > 0; --m_batch)
    {
        done.push_back(m_waiting.front().keys);
        m_disk->erase(GetFileName(m_waiting.front().id));
        m_waiting.pop_front();
    }
    host.UseUnit(
        KEY_SERVER_UNIT,
        [this, done]() {
            for (const auto& keys : done)
            {
                m_tpm->Flush(keys.encrypt);
                m_tpm->Flush(keys.sign);
            }
        },
        []() {});
}

void
KeyCenterAgent::TimerExpired(std::uint32_t /* timer */, AuthorityHost& host)
{
    if (m_tries >= MOST_TRIES)
    {
        m_tries = 0;
        host.CloseSession(m_session); // it may be dead one way, which keep-alive does not notice
        Start(host);
    }
    else if (!m_registered || m_batch > 0)
    {
        Register(host); // the key server may have started anew meanwhile
    }
}

std::size_t
KeyCenterAgent::GetStateSize() const
{
    return m_tpm->GetStateSize();
}

} // namespace ns3::mqtt

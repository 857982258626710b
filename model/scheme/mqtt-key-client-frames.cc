// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-key-client-agent.h"

/// @file
/// What a node does with the frames of the key server.

namespace ns3::mqtt
{

void
KeyServerClientAgent::TakeFrame(const Bytes& octets, ClientHost& host)
{
    const auto view = KeyFrameFormat(m_options.published).Decode(octets);
    if (!view || m_jobs >= MAX_JOBS)
    {
        ++m_dropped;
        return;
    }
    const bool registers = view->frame.type >= KeyFrameType::REGISTER_REQUEST;
    host.EnterPhase(registers ? Phase::ENROL : Phase::KEY_DISTRIBUTION);
    m_options.Observe({host.GetNow(), false, "KS", std::to_string(GetId()), "", octets, 0, 0});
    ++m_jobs;
    const auto then = std::make_shared<std::function<void()>>();
    host.UseUnit(
        KEY_SERVER_UNIT,
        [this, octets, then, &host]() {
            if (const auto opened = m_end.GetChannel().Open(octets))
            {
                // Whatever it says tells whether it has started anew.
                m_end.GetChannel().Synchronise(opened->frame.counter);
                *then = HandleInTpm(*opened, host);
                for (const auto& part : opened->parts)
                {
                    // Keys that nobody has taken over.
                    const auto* key = std::get_if<Tpm::Handle>(&part);
                    if (key && !*then)
                    {
                        m_tpm->Flush(*key);
                    }
                }
            }
        },
        [this, then]() {
            --m_jobs;
            m_tpm->CountHostWork();
            if (*then)
            {
                (*then)();
            }
            else
            {
                ++m_dropped;
            }
        });
}

std::function<void()>
KeyServerClientAgent::HandleInTpm(const Opened& opened, ClientHost& host)
{
    switch (opened.frame.type)
    {
    case KeyFrameType::REGISTER_ANSWER:
        if (auto peers = m_end.TakeAnswer(opened))
        {
            return [this, peers = std::move(*peers), &host]() { Registered(peers, host); };
        }
        return {};
    case KeyFrameType::PEERS:
        return [this, peers = opened.parts.empty() ? Bytes{} : opened.Get(0), &host]() {
            TakePeers(peers, host);
        };
    case KeyFrameType::KEY_ANSWER:
        return HandleKeyAnswer(opened, host);
    case KeyFrameType::ADVERT_REQUEST:
        return HandleAdvert(opened, host);
    case KeyFrameType::CONFIRM_REQUEST:
        return HandleConfirmRequest(opened, host);
    default:
        return {};
    }
}

KeyServerClientAgent::CipherPtr
KeyServerClientAgent::MakeCipher(const Opened& opened, KeyPairSide side)
{
    return std::make_shared<KeyPairCipher>(
        m_messages,
        m_tpm,
        KeyPairCipher::Identity{opened.frame.first, opened.frame.second, side},
        std::pair(std::get<Tpm::Handle>(opened.parts[0]), std::get<Tpm::Handle>(opened.parts[2])),
        opened.Get(1));
}

std::function<void()>
KeyServerClientAgent::HandleKeyAnswer(const Opened& opened, ClientHost& host)
{
    const auto peer = FindPeer(opened.frame.second);
    if (!peer || opened.frame.first != GetId() || peer->id == GetId())
    {
        return {};
    }
    const bool awaited = peer->state == Peer::State::REQUESTED || peer->state == Peer::State::KEYED;
    // As printed, nothing tells an answer to this request from an old one.
    if (!m_options.published && (!awaited || opened.nonce != peer->nonce))
    {
        return {};
    }
    const auto cipher = MakeCipher(opened, KeyPairSide::FIRST);
    return [this, peer, cipher, awaited, &host]() {
        const bool known = (peer->cipher && cipher->IsSame(*peer->cipher)) ||
                           (peer->next && cipher->IsSame(*peer->next));
        if (known)
        {
            Wipe(cipher, host); // since the key server was asked again
        }
        else if (awaited)
        {
            peer->state = Peer::State::KEYED;
            Wipe(std::exchange(peer->next, cipher), host);
            OpenEarly(peer, host);
        }
        else
        {
            Install(peer, cipher, host);
        }
    };
}

std::function<void()>
KeyServerClientAgent::HandleAdvert(const Opened& opened, ClientHost& host)
{
    const auto topic = ReadKeyTopic(opened.Get(3));
    if (!topic || opened.frame.second != GetId() || opened.frame.first == GetId())
    {
        return {};
    }
    const auto peer = GetPeer(opened.frame.first);
    if (!m_options.published && peer->advertNonce == opened.nonce)
    {
        m_tpm->Flush(std::get<Tpm::Handle>(opened.parts[0]));
        m_tpm->Flush(std::get<Tpm::Handle>(opened.parts[2]));
        return [this, peer, &host]() {
            if (!peer->answers)
            {
                SendAdvertAnswer(peer, host); // the last one may have got lost
            }
        };
    }
    const auto cipher = MakeCipher(opened, KeyPairSide::SECOND);
    if (peer->listenTopic.empty())
    {
        peer->listenTopic = MakeKeyTopic(m_end.GetPrefix(), m_tpm->GetRandom(KEY_TOPIC_RANDOM));
    }
    return [this, peer, cipher, topic = *topic, nonce = opened.nonce, &host]() {
        peer->advertNonce = nonce;
        peer->sendTopic = topic;
        m_routes[peer->listenTopic] = peer;
        Install(peer, cipher, host);
        if (m_topics.IsGranted(peer->listenTopic))
        {
            SendAdvertAnswer(peer, host);
            return;
        }
        peer->answers = true;
        m_topics.Add(peer->listenTopic, Qos::EXACTLY_ONCE);
        Subscribe(host);
    };
}

std::function<void()>
KeyServerClientAgent::HandleConfirmRequest(const Opened& opened, ClientHost& host)
{
    const auto peer = FindPeer(opened.frame.second);
    const auto topic = ReadKeyTopic(opened.Get(0));
    if (!peer || !topic || !(peer->cipher || peer->next) || opened.frame.first != GetId() ||
        peer->id == GetId() || (!m_options.published && opened.nonce != peer->nonce))
    {
        return {};
    }
    return [this, peer, topic = *topic, &host]() {
        peer->sendTopic = topic;
        if (peer->next)
        {
            Install(peer, std::exchange(peer->next, nullptr), host);
        }
        SendConfirm(peer, host);
        PairUp(peer, host);
    };
}

} // namespace ns3::mqtt

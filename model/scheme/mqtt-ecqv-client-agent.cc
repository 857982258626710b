// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-client-agent.h"

#include <boost/endian/conversion.hpp>

namespace ns3::mqtt
{

EcqvClientAgent::EcqvClientAgent(EcqvCredentials credentials, Settings settings)
    : m_settings(std::move(settings)),
      m_topics(m_settings.queryFilter),
      m_device(std::move(credentials), m_settings.form, m_settings.startTime),
      m_view(m_settings.form,
             m_device.GetCredentials().group,
             m_device.GetCredentials().authorityKey,
             m_settings.keptEpochs),
      m_envelope(EcqvEnvelope::Create(m_settings.form)),
      m_buffered(BUFFER_TIMER),
      m_patience(LEAST_PATIENCE)
{
}

EcqvClientAgent::Side&
EcqvClientAgent::GetSide(EcqvRole role)
{
    return m_sides[role == EcqvRole::PUBLISHER ? 0 : 1];
}

const EcqvClientAgent::Side&
EcqvClientAgent::GetSide(EcqvRole role) const
{
    return m_sides[role == EcqvRole::PUBLISHER ? 0 : 1];
}

void
EcqvClientAgent::LinkDown(ClientHost& /* host */)
{
    m_stage = Stage::OFFLINE;
    m_held.clear(); // the client core sends those of QoS 1 and 2 again
    m_nHeldAtMostOnce = 0;
    m_claims.clear();
    m_awaited = 0;
    m_willEpoch = 0;
    bool keyed = false;
    for (Side& side : m_sides)
    {
        side.claimed = side.keyed;
        keyed |= side.keyed;
    }
    if (!keyed)
    {
        // It may be that the authority never took it for confirmed.
        ForgetCertificate();
    }
}

void
EcqvClientAgent::ForgetCertificate()
{
    m_device.ForgetCertificate();
    for (Side& side : m_sides)
    {
        side = {side.wanted, false, false, false};
    }
}

void
EcqvClientAgent::OutgoingPacket(const ControlPacket& packet, ClientHost& host)
{
    if (const auto* connect = std::get_if<Connect>(&packet))
    {
        SendConnect(*connect, host);
    }
    else if (const auto* subscribe = std::get_if<Subscribe>(&packet))
    {
        SendSubscribe(*subscribe, host);
    }
    else if (const auto* publish = std::get_if<Publish>(&packet))
    {
        SendPublish(*publish, host);
    }
    else
    {
        host.SendPacket(packet);
        if (m_cleanSession && std::holds_alternative<Disconnect>(packet))
        {
            ForgetCertificate(); // who leaves in order leaves the group
        }
    }
}

void
EcqvClientAgent::SendConnect(Connect connect, ClientHost& host)
{
    host.EnterPhase(Phase::ENROL);
    m_will = connect.will;
    m_cleanSession = connect.cleanSession;
    if (m_will && IsEcqvAgentTopic(m_will->message->topic))
    {
        m_will.reset();
        connect.will.reset();
        ++m_dropped;
    }
    // An empty payload clears what is retained, and stays.
    if (m_will && !m_will->message->payload.empty())
    {
        GetSide(m_topics.GetSenderSide(m_will->message->topic)).wanted = true;
        connect.will->message = std::make_shared<const Message>(
            Message{m_will->message->topic, MakeWillPayload(host.GetNow())});
    }
    connect.trailer = m_device.MakeConnectTrailer(host.GetNow());
    host.SendPacket(connect);
}

void
EcqvClientAgent::SendSubscribe(Subscribe subscribe, ClientHost& host)
{
    const EcqvRole role = m_topics.GetClaimedSide(subscribe.subscriptions);
    Side& side = GetSide(role);
    side.wanted = true;
    if (!side.claimed)
    {
        side.claimed = true;
        m_claims[subscribe.packetId] = role;
        subscribe.trailer = m_device.SealConfirmation(role);
        host.EnterPhase(Phase::KEY_DISTRIBUTION);
    }
    const EcqvRole other = GetCounterpart(role);
    const bool both = m_topics.AreFor(subscribe.subscriptions, other);
    host.SendPacket(subscribe);
    if (both)
    {
        Want(other, host);
    }
}

void
EcqvClientAgent::Want(EcqvRole role, ClientHost& host)
{
    Side& side = GetSide(role);
    side.wanted = true;
    if (m_stage == Stage::ACCEPTED && !side.claimed)
    {
        SendLateClaim(role, host);
    }
}

void
EcqvClientAgent::SendLateClaim(EcqvRole role, ClientHost& host)
{
    Side& side = GetSide(role);
    side.claimed = true;
    host.EnterPhase(side.keyed ? Phase::REKEY : Phase::KEY_DISTRIBUTION);
    EcqvLateClaim claim;
    claim.role = role;
    claim.epoch = side.stale ? 0 : m_view.GetRoster(GetCounterpart(role)).GetEpoch();
    claim.confirmation = m_device.SealConfirmation(role);
    SendToBroker(ECQV_CLAIM_TOPIC, Encode(claim), host);
    host.EnterPhase(IsReady() ? Phase::MESSAGES : Phase::HANDSHAKE);
}

void
EcqvClientAgent::SendOwnSubscribe(EcqvRole role, ClientHost& host)
{
    host.EnterPhase(Phase::KEY_DISTRIBUTION);
    GetSide(role).claimed = true;
    m_claims[AGENT_PACKET_ID] = role;
    host.SendPacket(Subscribe{AGENT_PACKET_ID,
                              {{GetEcqvUpdateTopic(role), Qos::AT_LEAST_ONCE}},
                              m_device.SealConfirmation(role)});
}

void
EcqvClientAgent::ClaimRest(bool sessionPresent, ClientHost& host)
{
    if (!m_sides[0].wanted && !m_sides[1].wanted)
    {
        GetSide(sessionPresent ? EcqvRole::SUBSCRIBER : EcqvRole::PUBLISHER).wanted = true;
    }
    for (const EcqvRole role : {EcqvRole::SUBSCRIBER, EcqvRole::PUBLISHER})
    {
        if (!GetSide(role).wanted || GetSide(role).claimed)
        {
            continue;
        }
        if (GetSide(GetCounterpart(role)).claimed)
        {
            SendLateClaim(role, host);
        }
        else
        {
            SendOwnSubscribe(role, host);
        }
    }
}

void
EcqvClientAgent::IncomingPacket(const ControlPacket& packet, ClientHost& host)
{
    const auto* publish = std::get_if<Publish>(&packet);
    if (publish && IsEcqvAgentTopic(publish->message->topic))
    {
        TakeUpdate(*publish, host);
    }
    else if (const auto* connack = std::get_if<Connack>(&packet))
    {
        TakeConnack(*connack, host);
    }
    else if (const auto* suback = std::get_if<Suback>(&packet))
    {
        TakeSuback(*suback, host);
    }
    else
    {
        host.PassPacket(packet);
    }
}

void
EcqvClientAgent::TakeConnack(Connack connack, ClientHost& host)
{
    if (connack.code != ConnectCode::ACCEPTED || m_stage != Stage::OFFLINE)
    {
        if (connack.code == ConnectCode::NOT_AUTHORIZED)
        {
            ForgetCertificate(); // the authority knows it no longer
        }
        connack.trailer.clear();
        host.PassPacket(connack);
        return;
    }
    const Bytes trailer = std::move(connack.trailer);
    connack.trailer.clear();
    host.EnterPhase(Phase::ENROL);
    if (m_device.HasCertificate())
    {
        m_awaited =
            trailer.size() == sizeof(m_awaited) ? boost::endian::load_big_u32(trailer.data()) : 0;
    }
    else if (const auto error = m_device.TakeAnswer(trailer))
    {
        host.Fail("enrolment: " + error->reason);
        return;
    }
    else if (const auto delay = m_device.GetRenewalDelay(host.GetNow()))
    {
        host.SetAgentTimer(RENEW_TIMER, *delay);
    }
    m_stage = Stage::ACCEPTING;
    host.EnterPhase(Phase::HANDSHAKE);
    host.PassPacket(connack);
    if (m_stage != Stage::ACCEPTING)
    {
        return; // the connection is gone
    }
    m_stage = Stage::ACCEPTED;
    ClaimRest(connack.sessionPresent, host);
    Proceed(host);
}

void
EcqvClientAgent::TakeSuback(Suback suback, ClientHost& host)
{
    const Bytes trailer = std::move(suback.trailer);
    suback.trailer.clear();
    const auto claim = m_claims.find(suback.packetId);
    if (m_stage == Stage::ACCEPTED && claim != m_claims.end())
    {
        const EcqvRole role = claim->second;
        m_claims.erase(claim);
        host.EnterPhase(Phase::KEY_DISTRIBUTION);
        TakeKeys(role, trailer, host);
        host.EnterPhase(IsReady() ? Phase::MESSAGES : Phase::HANDSHAKE);
    }
    if (suback.packetId != AGENT_PACKET_ID)
    {
        host.PassPacket(suback);
    }
    Proceed(host);
}

void
EcqvClientAgent::TimerExpired(std::uint32_t timer, ClientHost& host)
{
    if (timer == GRACE_TIMER)
    {
        m_view.ForgetOld();
    }
    else if (timer == BUFFER_TIMER)
    {
        m_dropped += m_buffered.DropOverdue(host);
    }
    else if (timer == ASK_TIMER)
    {
        AskAgain(host);
    }
    else if (timer == RENEW_TIMER)
    {
        ForgetCertificate();
        host.Reconnect();
    }
}

std::size_t
EcqvClientAgent::GetStateSize() const
{
    return m_device.GetStateSize() + m_view.GetStateSize() + m_windows.GetStateSize();
}

} // namespace ns3::mqtt

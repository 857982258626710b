// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-ecqv-client-agent.h"

/// @file
/// How a device gets the keys of its groups, and asks for those that have not come.

namespace ns3::mqtt
{

void
EcqvClientAgent::TakeUpdate(const Publish& publish, ClientHost& host)
{
    const auto role = ReadEcqvUpdateTopic(publish.message->topic);
    if (!role || m_stage != Stage::ACCEPTED)
    {
        ++m_dropped;
        return;
    }
    host.EnterPhase(GetSide(*role).keyed ? Phase::REKEY : Phase::KEY_DISTRIBUTION);
    TakeKeys(*role, publish.message->payload, host);
    if (publish.qos == Qos::AT_LEAST_ONCE)
    {
        host.SendPacket(Puback{publish.packetId});
    }
    host.EnterPhase(IsReady() ? Phase::MESSAGES : Phase::HANDSHAKE);
    Proceed(host);
}

void
EcqvClientAgent::TakeKeys(EcqvRole role, ByteView octets, ClientHost& host)
{
    Side& side = GetSide(role);
    const auto update = m_device.DecodeUpdate(octets, role);
    auto keys = update ? m_device.OpenKeys(*update, m_view) : std::nullopt;
    if (!keys ||
        m_view.TakeUpdate(*update, role, std::move(*keys), m_device.GetUnixTime(host.GetNow())))
    {
        ++m_dropped;
        side.stale = true;
        ExpectKeys(host);
        return;
    }
    side = {true, true, true, false};
    m_patience = LEAST_PATIENCE;
    host.SetAgentTimer(GRACE_TIMER, m_settings.gracePeriod);
}

bool
EcqvClientAgent::LacksKeys() const
{
    return m_sides[0].stale || m_sides[1].stale || m_view.GetNewestNumber() < m_awaited ||
           (!m_settings.form.published && m_buffered.GetSize() > 0);
}

void
EcqvClientAgent::ExpectKeys(ClientHost& host)
{
    if (!std::exchange(m_expecting, true))
    {
        host.SetAgentTimer(ASK_TIMER, m_patience);
    }
}

void
EcqvClientAgent::AskAgain(ClientHost& host)
{
    m_expecting = false;
    if (m_stage != Stage::ACCEPTED || !LacksKeys())
    {
        return;
    }
    for (const EcqvRole role : {EcqvRole::SUBSCRIBER, EcqvRole::PUBLISHER})
    {
        if (GetSide(role).keyed || GetSide(role).stale)
        {
            SendLateClaim(role, host);
        }
    }
    m_patience = std::min(2 * m_patience, GREATEST_PATIENCE);
    ExpectKeys(host);
}

} // namespace ns3::mqtt

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-end.h"

namespace ns3::mqtt::test
{

GuardedEnd::GuardedEnd(SchemeWire& wire, bool opener)
    : m_wire(wire),
      m_opener(opener)
{
}

void
GuardedEnd::Opened()
{
    m_guard = MakeGuard();
    if (m_guard)
    {
        Act(m_guard->Start());
    }
    else
    {
        m_up = true;
        Up();
    }
}

void
GuardedEnd::Received(ByteView octets)
{
    if (!m_open)
    {
        return;
    }
    if (m_guard)
    {
        Act(m_guard->Receive(octets));
    }
    else
    {
        Plain(octets);
    }
}

void
GuardedEnd::Closed(const std::string& reason)
{
    if (std::exchange(m_open, false))
    {
        Down(reason);
    }
}

void
GuardedEnd::Close()
{
    if (!std::exchange(m_open, false))
    {
        return;
    }
    if (m_guard)
    {
        const auto output = m_guard->Shutdown();
        if (!output.toPeer.empty())
        {
            m_wire.Send(m_stream, m_opener, output.toPeer);
        }
    }
    m_wire.Close(m_stream, m_opener);
}

void
GuardedEnd::SendPlain(ByteView octets)
{
    if (!m_open)
    {
        return;
    }
    if (m_guard)
    {
        Act(m_guard->Send(octets));
    }
    else
    {
        m_wire.Send(m_stream, m_opener, octets);
    }
}

void
GuardedEnd::Act(StreamGuard::Output output)
{
    if (!output.toPeer.empty())
    {
        m_wire.Send(m_stream, m_opener, output.toPeer);
    }
    if (output.established)
    {
        m_up = true;
        Up();
    }
    if (!output.toApplication.empty() && m_open)
    {
        Plain(output.toApplication);
    }
    if (output.error && m_open)
    {
        Broken(output.error->reason);
    }
    else if (output.closed && m_open)
    {
        Close();
        Down("stream closed by peer");
    }
}

MqttEnd::MqttEnd(SchemeWire& wire, bool opener, Owner& owner, ConnectionId connection)
    : GuardedEnd(wire, opener),
      m_owner(owner),
      m_connection(connection)
{
}

void
MqttEnd::Send(const ControlPacket& packet)
{
    SendPlain(Confide(Encode(packet)));
}

std::unique_ptr<StreamGuard>
MqttEnd::MakeGuard()
{
    return m_owner.MakeMqttGuard();
}

void
MqttEnd::Up()
{
    m_owner.MqttUp(m_connection);
}

void
MqttEnd::Plain(ByteView octets)
{
    m_framer.Append(octets);
    while (IsOpen())
    {
        const auto next = m_framer.Next();
        if (!next)
        {
            Broken(next.error().reason);
            return;
        }
        if (!next.value())
        {
            return;
        }
        const auto packet = Decode(*next.value(), m_owner.GetMqttTrailers());
        if (!packet)
        {
            Broken(packet.error().reason);
            return;
        }
        m_owner.MqttReceived(m_connection, packet.value());
    }
}

void
MqttEnd::Broken(const std::string& reason)
{
    m_owner.MqttBroken(m_connection, reason);
}

void
MqttEnd::Down(const std::string& reason)
{
    m_owner.MqttDown(m_connection, reason);
}

ChannelEnd::ChannelEnd(SchemeWire& wire,
                       bool opener,
                       Owner& owner,
                       ChannelId channel,
                       std::string service)
    : GuardedEnd(wire, opener),
      m_opener(opener),
      m_owner(owner),
      m_channel(channel),
      m_service(std::move(service))
{
}

void
ChannelEnd::Send(ByteView message)
{
    if (!IsGuarded())
    {
        SendPlain(message);
        return;
    }
    const Bytes said = Confide(message);
    Bytes framed{static_cast<std::uint8_t>(said.size() >> 8),
                 static_cast<std::uint8_t>(said.size())};
    framed.insert(framed.end(), said.begin(), said.end());
    SendPlain(framed);
}

std::unique_ptr<StreamGuard>
ChannelEnd::MakeGuard()
{
    return m_owner.MakeChannelGuard(m_service, m_opener);
}

void
ChannelEnd::Up()
{
    m_owner.ChannelIsUp(m_channel, m_service);
}

void
ChannelEnd::Plain(ByteView octets)
{
    if (!IsGuarded())
    {
        m_owner.ChannelReceived(m_channel, octets);
        return;
    }
    m_unfinished.insert(m_unfinished.end(), octets.begin(), octets.end());
    std::size_t begin = 0;
    while (IsOpen() && m_unfinished.size() - begin >= 2)
    {
        const std::size_t size = m_unfinished[begin] << 8 | m_unfinished[begin + 1];
        if (m_unfinished.size() - begin - 2 < size)
        {
            break;
        }
        m_owner.ChannelReceived(m_channel, ByteView(m_unfinished).SubView(begin + 2, size));
        begin += 2 + size;
    }
    m_unfinished.erase(m_unfinished.begin(), m_unfinished.begin() + begin);
}

void
ChannelEnd::Broken(const std::string& reason)
{
    Close();
    Down(reason);
}

void
ChannelEnd::Down(const std::string& /* reason */)
{
    m_owner.ChannelIsDown(m_channel);
}

Outsider::Outsider(SchemeWire& wire)
    : m_wire(wire)
{
}

std::shared_ptr<Outsider>
Outsider::Enter(SchemeWire& wire, const std::string& service)
{
    const auto outsider = std::make_shared<Outsider>(wire);
    outsider->m_stream = wire.Open(service, "outsider", outsider);
    wire.Run();
    return outsider;
}

void
Outsider::Say(ByteView octets)
{
    m_wire.Send(m_stream, true, octets);
    m_wire.Run();
}

void
Outsider::Say(const ControlPacket& packet)
{
    Say(ByteView(Encode(packet)));
}

void
Outsider::Leave()
{
    m_wire.Close(m_stream, true);
    m_wire.Run();
}

std::vector<ControlPacket>
Outsider::GetPackets() const
{
    std::vector<ControlPacket> packets;
    for (const auto& octets : answers)
    {
        if (auto packet = ReadPacket(octets))
        {
            packets.push_back(std::move(*packet));
        }
    }
    return packets;
}

bool
Outsider::IsAccepted() const
{
    const auto packets = GetPackets();
    return std::any_of(packets.begin(), packets.end(), [](const auto& packet) {
        const auto* connack = std::get_if<Connack>(&packet);
        return connack && connack->code == ConnectCode::ACCEPTED;
    });
}

void
Outsider::Opened()
{
}

void
Outsider::Received(ByteView octets)
{
    answers.push_back(octets.ToBytes());
}

void
Outsider::Closed(const std::string& /* reason */)
{
    closed = true;
}

} // namespace ns3::mqtt::test

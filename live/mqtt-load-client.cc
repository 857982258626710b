// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-load-client.h"

namespace ns3::mqtt
{

LoadClient::LoadClient(boost::asio::ip::tcp::socket socket,
                       std::size_t number,
                       std::string filter,
                       LoadOwner& owner)
    : m_number(number),
      m_filter(std::move(filter)),
      m_owner(owner),
      m_buffer(1 << 16)
{
    StreamSocketOwner& self = *this;
    m_socket = std::make_shared<StreamSocket>(std::move(socket), self);
    Connect connect;
    connect.clientId = "load-" + std::to_string(number);
    Send(Encode(connect));
    m_socket->WaitReadable();
}

LoadClient::~LoadClient()
{
    m_socket->Abandon();
}

void
LoadClient::Send(Bytes octets)
{
    m_socket->Append(std::make_shared<const Bytes>(std::move(octets)));
    m_socket->Flush();
}

void
LoadClient::SetReading(bool reading)
{
    m_reading = reading;
    if (reading)
    {
        m_socket->WaitReadable();
    }
}

void
LoadClient::Readable()
{
    if (!m_reading)
    {
        return;
    }
    const auto size = m_socket->Read(m_buffer);
    if (!size)
    {
        m_owner.Lost(*this, size.error().reason);
        return;
    }
    m_framer.Append(ByteView(m_buffer.data(), size.value()));
    for (auto next = m_framer.Next(); next && next.value(); next = m_framer.Next())
    {
        Take(*next.value());
    }
    m_socket->WaitReadable();
}

void
LoadClient::Take(const Frame& frame)
{
    switch (static_cast<PacketType>(frame.firstOctet >> 4))
    {
    case PacketType::PUBLISH:
        m_owner.Heard(*this, frame);
        break;
    case PacketType::CONNACK:
        if (m_filter.empty())
        {
            m_owner.Ready(*this);
        }
        else
        {
            Subscribe subscribe;
            subscribe.packetId = 1;
            subscribe.subscriptions = {{m_filter, Qos::AT_MOST_ONCE}};
            Send(Encode(subscribe));
        }
        break;
    case PacketType::SUBACK:
        m_owner.Ready(*this);
        break;
    default:
        break;
    }
}

void
LoadClient::Drained()
{
    m_owner.Sent(*this);
}

} // namespace ns3::mqtt

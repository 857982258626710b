// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-packet-text.h"

namespace ns3::mqtt
{

namespace
{

std::string
Text(const Message& message)
{
    return message.topic + "=" + std::string(ByteView(message.payload).ToText());
}

std::string
Text(Qos qos)
{
    return " q" + std::to_string(static_cast<unsigned>(qos));
}

std::string
TrailerText(const Bytes& trailer)
{
    return trailer.empty() ? "" : " trailer " + ToHex(trailer);
}

std::string
Fields(const Connect& p)
{
    auto text = " '" + p.clientId + "'" + (p.cleanSession ? " clean" : "");
    text += p.keepAlive ? " alive " + std::to_string(p.keepAlive) : "";
    if (p.will)
    {
        text += " will " + Text(*p.will->message) + Text(p.will->qos);
        text += p.will->retain ? " retain" : "";
    }
    text += p.userName ? " user " + *p.userName : "";
    text += p.password ? " password " + std::string(ByteView(*p.password).ToText()) : "";
    text += p.protocolLevel != 4 ? " level " + std::to_string(p.protocolLevel) : "";
    return text + TrailerText(p.trailer);
}

std::string
Fields(const Connack& p)
{
    return " " + std::to_string(static_cast<unsigned>(p.code)) +
           (p.sessionPresent ? " present" : "") + TrailerText(p.trailer);
}

std::string
Fields(const Publish& p)
{
    return " " + Text(*p.message) + (p.qos == Qos::AT_MOST_ONCE ? "" : Text(p.qos)) +
           (p.dup ? " dup" : "") + (p.retain ? " retain" : "") +
           (p.packetId ? " #" + std::to_string(p.packetId) : "");
}

template <class Packet>
auto
Fields(const Packet& p) -> decltype(p.packetId, std::string())
{
    return " #" + std::to_string(p.packetId);
}

std::string
Fields(const Subscribe& p)
{
    auto text = " #" + std::to_string(p.packetId);
    for (const auto& subscription : p.subscriptions)
    {
        text += " " + subscription.filter + Text(subscription.qos);
    }
    return text + TrailerText(p.trailer);
}

std::string
Fields(const Suback& p)
{
    auto text = " #" + std::to_string(p.packetId);
    for (auto code : p.codes)
    {
        text += " " + std::to_string(code);
    }
    return text + TrailerText(p.trailer);
}

std::string
Fields(const Unsubscribe& p)
{
    auto text = " #" + std::to_string(p.packetId);
    for (const auto& filter : p.filters)
    {
        text += " " + filter;
    }
    return text;
}

std::string
Fields(const Pingreq&)
{
    return "";
}

std::string
Fields(const Pingresp&)
{
    return "";
}

std::string
Fields(const Disconnect&)
{
    return "";
}

} // namespace

std::string
Describe(const ControlPacket& packet)
{
    return GetName(GetType(packet)) + std::visit([](const auto& p) { return Fields(p); }, packet);
}

Bytes
ParseOctets(std::string_view hex)
{
    Bytes octets;
    for (std::size_t i = 0; i < hex.size(); i++)
    {
        if (hex[i] == '\'')
        {
            auto end = hex.find('\'', i + 1);
            octets.insert(octets.end(), hex.begin() + i + 1, hex.begin() + end);
            i = end;
        }
        else if (hex[i] != ' ')
        {
            octets.push_back(std::stoi(std::string(hex.substr(i++, 2)), nullptr, 16));
        }
    }
    return octets;
}

} // namespace ns3::mqtt

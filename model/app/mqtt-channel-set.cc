// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-channel-set.h"

#include "mqtt-party.h"
#include "mqtt-work.h"

#include "ns3/abort.h"
#include "ns3/log.h"

namespace ns3::mqtt
{

NS_LOG_COMPONENT_DEFINE("MqttChannelSet");

/// A connection that carries messages, each behind its length in two octets, high one first.
class ChannelSet::Channel : public Link
{
  public:
    /// @param socket connected
    /// @param guard protection, or null
    /// @param set whose channel it is
    /// @param id channel
    Channel(Ptr<Socket> socket, std::unique_ptr<StreamGuard> guard, ChannelSet& set, ChannelId id)
        : Link(socket, std::move(guard), set.m_party, set, id),
          m_set(set)
    {
    }

    /// @param message at most MAX_CHANNEL_MESSAGE octets
    /// @param turn the turn this happens in
    void Send(ByteView message, Turn& turn)
    {
        NS_ABORT_MSG_IF(message.size() > MAX_CHANNEL_MESSAGE, "message too long for a channel");
        Bytes octets{static_cast<std::uint8_t>(message.size() >> 8),
                     static_cast<std::uint8_t>(message.size())};
        octets.insert(octets.end(), message.begin(), message.end());
        turn.Count(work::SEND, octets.size());
        SendPlain(octets, Create<Packet>(octets.data(), octets.size()), turn);
    }

    std::size_t GetStateSize() const override
    {
        return Link::GetStateSize() + m_received.size();
    }

  private:
    void TakeInPlain(ByteView octets, Turn& turn) override
    {
        m_received.insert(m_received.end(), octets.begin(), octets.end());
        std::size_t done = 0;
        while (GetOwner() && m_received.size() - done >= 2)
        {
            const std::size_t size = m_received[done] << 8 | m_received[done + 1];
            if (m_received.size() - done - 2 < size)
            {
                break;
            }
            turn.Count(work::RECEIVE, size + 2);
            m_set.MessageReceived(GetId(), ByteView(m_received).SubView(done + 2, size));
            done += size + 2;
        }
        m_received.erase(m_received.begin(), m_received.begin() + done);
    }

    ChannelSet& m_set; ///< whose channel it is
    Bytes m_received;  ///< not yet a whole message
};

ChannelSet::ChannelSet(Party& party, ChannelUser& user)
    : m_party(party),
      m_user(user)
{
}

ChannelSet::~ChannelSet()
{
    NS_LOG_FUNCTION(this);
    Detach();
}

void
ChannelSet::SetDirectory(std::shared_ptr<const Directory> directory)
{
    m_directory = std::move(directory);
}

void
ChannelSet::Listen(const std::string& service)
{
    NS_LOG_FUNCTION(this << service);
    m_listeners.push_back(
        m_party.ListenOn(m_directory->at(service), [this, service](Ptr<Socket> socket) {
            m_party.SubmitTurn([this, service, socket](Turn& turn) {
                turn.Count(work::CONNECT, 0);
                const ChannelId id = ++m_last;
                m_entries[id].service = service;
                Begin(id, socket, false);
            });
        }));
}

ChannelId
ChannelSet::Open(const std::string& service)
{
    NS_LOG_FUNCTION(this << service);
    const auto found = m_directory ? m_directory->find(service) : Directory::const_iterator{};
    NS_ABORT_MSG_IF(!m_directory || found == m_directory->end(),
                    "no party offers the service '" << service << "'");
    const ChannelId id = ++m_last;
    m_entries[id].service = service;
    m_party.GetTurn().Count(work::CONNECT, 0);
    m_party.GetTurn().Then([this, id, address = found->second]() {
        const auto entry = m_entries.find(id);
        if (entry == m_entries.end())
        {
            return; // closed before it was opened
        }
        entry->second.connecting = m_party.ConnectTo(
            address,
            [this, id](Ptr<Socket> socket) {
                m_party.SubmitTurn([this, id, socket](Turn&) { Begin(id, socket, true); });
            },
            [this, id](Ptr<Socket>) { OpenFailed(id); });
    });
    return id;
}

void
ChannelSet::Begin(ChannelId id, Ptr<Socket> socket, bool opened)
{
    NS_LOG_FUNCTION(this << id << opened);
    const auto entry = m_entries.find(id);
    if (entry == m_entries.end())
    {
        return; // closed meanwhile, and cut
    }
    entry->second.connecting = nullptr;
    auto guard = m_user.CreateGuard(entry->second.service, opened);
    const auto channel = std::make_shared<Channel>(socket, std::move(guard), *this, id);
    entry->second.channel = channel;
    channel->Open(m_party.GetTurn());
}

void
ChannelSet::OpenFailed(ChannelId id)
{
    NS_LOG_FUNCTION(this << id);
    m_party.SubmitTurn([this, id](Turn&) {
        if (m_entries.erase(id) > 0)
        {
            m_user.ChannelDown(id);
        }
    });
}

void
ChannelSet::Send(ChannelId id, ByteView message)
{
    NS_LOG_FUNCTION(this << id << message.size());
    const auto entry = m_entries.find(id);
    if (entry != m_entries.end() && entry->second.channel && entry->second.channel->IsUp())
    {
        entry->second.channel->Send(message, m_party.GetTurn());
    }
}

void
ChannelSet::Close(ChannelId id)
{
    NS_LOG_FUNCTION(this << id);
    const auto entry = m_entries.find(id);
    if (entry == m_entries.end())
    {
        return;
    }
    if (entry->second.channel)
    {
        entry->second.channel->Close(m_party.GetTurn());
    }
    else if (entry->second.connecting)
    {
        Party::GiveUp(entry->second.connecting);
    }
    m_entries.erase(entry);
}

void
ChannelSet::Abandon()
{
    NS_LOG_FUNCTION(this);
    for (const auto& listener : std::exchange(m_listeners, {}))
    {
        listener->Close();
    }
    for (auto& [id, entry] : std::exchange(m_entries, {}))
    {
        if (entry.channel)
        {
            entry.channel->Abandon();
        }
        else if (entry.connecting)
        {
            Party::GiveUp(entry.connecting);
        }
    }
}

void
ChannelSet::Detach()
{
    NS_LOG_FUNCTION(this);
    m_listeners.clear();
    for (auto& [id, entry] : std::exchange(m_entries, {}))
    {
        if (entry.channel)
        {
            entry.channel->Detach();
        }
        else if (entry.connecting)
        {
            Party::Forget(entry.connecting);
        }
    }
}

std::size_t
ChannelSet::GetStateSize() const
{
    std::size_t size = 0;
    for (const auto& [id, entry] : m_entries)
    {
        size += entry.channel ? entry.channel->GetStateSize() : 0;
    }
    return size;
}

void
ChannelSet::LinkUp(Link& link, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << link.GetId());
    m_user.ChannelUp(link.GetId(), m_entries.at(link.GetId()).service);
}

void
ChannelSet::MessageReceived(ChannelId id, ByteView message)
{
    NS_LOG_FUNCTION(this << id << message.size());
    m_user.ChannelMessage(id, message);
}

void
ChannelSet::LinkBroken(Link& link, const std::string& reason, Turn& turn)
{
    NS_LOG_FUNCTION(this << link.GetId() << reason);
    link.Close(turn);
    LinkDown(link, reason, turn);
}

void
ChannelSet::LinkDown(Link& link, const std::string& reason, Turn& /* turn */)
{
    NS_LOG_FUNCTION(this << link.GetId() << reason);
    if (m_entries.erase(link.GetId()) > 0)
    {
        m_user.ChannelDown(link.GetId());
    }
}

} // namespace ns3::mqtt

// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_CHANNEL_SET_H
#define MQTT_CHANNEL_SET_H

#include "mqtt-link.h"

#include "ns3/address.h"
#include "ns3/mqtt-party-agent.h"

#include <map>

namespace ns3::mqtt
{

class Party;

/// Where the services of a system are, by name.
using Directory = std::map<std::string, Address>;

/// Whom the events of channels go to, in turns of the party.
class ChannelUser
{
  public:
    virtual ~ChannelUser() = default;

    /// @param service what the channel is for
    /// @param opened whether this party opens the channel
    /// @return its protection, or null
    virtual std::unique_ptr<StreamGuard> CreateGuard(const std::string& service, bool opened) = 0;

    /// @param channel that stands
    /// @param service what it is for
    virtual void ChannelUp(ChannelId channel, const std::string& service) = 0;

    /// @param channel that a message came on
    /// @param message from the peer, valid until the call returns
    virtual void ChannelMessage(ChannelId channel, ByteView message) = 0;

    /// @param channel that is gone, or could not be opened
    virtual void ChannelDown(ChannelId channel) = 0;
};

/// The channels of a party: those that it opens, and those that others open to its services.
class ChannelSet : public LinkOwner
{
  public:
    /// @param party whose turns they run in; outlives them
    /// @param user whom events go to; outlives them
    ChannelSet(Party& party, ChannelUser& user);
    ~ChannelSet() override;
    ChannelSet(const ChannelSet&) = delete;
    ChannelSet& operator=(const ChannelSet&) = delete;

    /// @param directory where services are; may be filled until the simulation starts
    void SetDirectory(std::shared_ptr<const Directory> directory);

    /// Listens for others.
    /// @param service one of this party's, entered in the directory
    void Listen(const std::string& service);

    /// @param service one of another party; the program ends if nobody offers it
    /// @return the channel
    ChannelId Open(const std::string& service);

    /// @param channel that is up; nothing happens if it no longer is
    /// @param message at most MAX_CHANNEL_MESSAGE octets
    void Send(ChannelId channel, ByteView message);

    /// @param channel any; its user hears nothing more of it
    void Close(ChannelId channel);

    /// Stops listening and cuts all channels; their user hears nothing.
    void Abandon();

    /// Leaves everything as it is, to whoever takes the whole system down.
    void Detach();

    /// @return octets of keys and buffers held for peers
    std::size_t GetStateSize() const;

  private:
    class Channel;

    /// A channel before and after it stands.
    struct Entry
    {
        std::string service;              ///< what it is for
        Ptr<Socket> connecting;           ///< socket that is being connected, or null
        std::shared_ptr<Channel> channel; ///< once TCP's handshake is done
    };

    // what links say
    void LinkUp(Link& link, Turn& turn) override;
    void LinkBroken(Link& link, const std::string& reason, Turn& turn) override;
    void LinkDown(Link& link, const std::string& reason, Turn& turn) override;

    /// @param id channel
    /// @param message that came on it
    void MessageReceived(ChannelId id, ByteView message);

    /// Begins the guard's handshake on a new connection.
    /// @param id channel
    /// @param socket connected
    /// @param opened whether this party opened it
    void Begin(ChannelId id, Ptr<Socket> socket, bool opened);

    /// @param id channel whose connection could not be opened
    void OpenFailed(ChannelId id);

    Party& m_party;                               ///< whose turns they run in
    ChannelUser& m_user;                          ///< whom events go to
    std::shared_ptr<const Directory> m_directory; ///< where services are
    std::vector<Ptr<Socket>> m_listeners;         ///< sockets of services
    std::map<ChannelId, Entry> m_entries;         ///< channels, open or being opened
    ChannelId m_last{0};                          ///< the newest
};

} // namespace ns3::mqtt

#endif /* MQTT_CHANNEL_SET_H */

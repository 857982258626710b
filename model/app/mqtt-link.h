// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_LINK_H
#define MQTT_LINK_H

#include "ns3/mqtt-processor.h"
#include "ns3/mqtt-stream-guard.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <list>

namespace ns3::mqtt
{

class Link;
class Party;

/// Whom a link belongs to.
class LinkOwner
{
  public:
    virtual ~LinkOwner() = default;

    /// The byte stream is up, its guard included.
    /// @param link link
    /// @param turn the turn this happens in
    virtual void LinkUp(Link& link, Turn& turn) = 0;

    /// What came on the link breaks a rule; the owner is expected to close it.
    /// @param link link
    /// @param reason in words
    /// @param turn the turn this happens in
    virtual void LinkBroken(Link& link, const std::string& reason, Turn& turn) = 0;

    /// All that waited for room in the socket has gone there. Not in a turn.
    /// @param link link
    virtual void LinkDrained(Link& link)
    {
        static_cast<void>(link);
    }

    /// The peer or the network ended the connection.
    /// @param link link
    /// @param reason in words
    /// @param turn the turn this happens in
    virtual void LinkDown(Link& link, const std::string& reason, Turn& turn) = 0;
};

/// One TCP connection with its guard. Octets from the socket become turns of a party; octets for
/// the socket leave as effects of a turn. What the octets mean is for those derived from it. Shared
/// by its owner and by work under way.
class Link : public std::enable_shared_from_this<Link>
{
  public:
    /// @param socket connected, or about to be
    /// @param guard protection of the byte stream, or null
    /// @param party whose turns the link's input is handled in; outlives the link
    /// @param owner whom events go to; outlives the link or calls Abandon()
    /// @param id any number for the owner's use
    Link(Ptr<Socket> socket,
         std::unique_ptr<StreamGuard> guard,
         Party& party,
         LinkOwner& owner,
         std::uint64_t id);
    virtual ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    /// Takes over the socket's callbacks, now that the connection stands, and begins the handshake.
    /// @param turn the turn this happens in
    void Open(Turn& turn);

    /// Ends the guard's stream in order, then the connection, after what the turn did so far.
    /// Nothing of the link reaches the owner after this call.
    /// @param turn the turn this happens in
    void Close(Turn& turn);

    /// Cuts the connection at once; nothing reaches the owner any more.
    void Abandon();

    /// Leaves the connection as it is, to whoever takes the whole system down; nothing reaches the
    /// owner any more.
    void Detach();

    /// @param phase what the link's further input is for
    void SetPhase(Phase phase)
    {
        m_phase = phase;
    }

    /// @param octets that may wait for room in the socket; while more wait, nothing is read, so
    /// that
    ///        a peer who sends and does not read cannot fill our memory with answers
    void SetMaxBacklog(std::size_t octets)
    {
        m_maxBacklog = octets;
    }

    /// @param reading whether to read what comes; else it waits in the network
    void SetReading(bool reading);

    /// @return number given by the owner
    std::uint64_t GetId() const
    {
        return m_id;
    }

    /// @return whether the byte stream is up, its guard included
    bool IsUp() const
    {
        return m_up;
    }

    /// @return octets of keys and buffers held for the peer
    virtual std::size_t GetStateSize() const;

    /// @return octets that wait for room in the socket
    std::size_t GetBacklog() const
    {
        return m_backlogSize;
    }

    /// @return the connection
    Ptr<Socket> GetSocket() const
    {
        return m_socket;
    }

  protected:
    /// @return whom events go to; null when closed or abandoned
    LinkOwner* GetOwner() const
    {
        return m_owner;
    }

    /// @param octets opened by the guard
    /// @param turn the turn this happens in
    virtual void TakeInPlain(ByteView octets, Turn& turn) = 0;

    /// Sends octets after what the turn did so far.
    /// @param octets as the guard takes them
    /// @param packet the same as the socket takes them
    /// @param turn the turn this happens in
    void SendPlain(const Bytes& octets, Ptr<const Packet> packet, Turn& turn);

  private:
    /// Reads what came and has it handled in a turn.
    /// @param socket the socket
    void HandleReceive(Ptr<Socket> socket);

    /// @return whether what comes is to be read now
    bool IsReading() const
    {
        return !m_owner || (m_reading && m_backlogSize <= m_maxBacklog);
    }

    /// The connection ended.
    /// @param socket the socket
    void HandleClose(Ptr<Socket> socket);

    /// There is room in the socket again.
    /// @param socket the socket
    /// @param room octets
    void HandleRoom(Ptr<Socket> socket, std::uint32_t room);

    /// @param octets from the network
    /// @param turn the turn this happens in
    void TakeIn(ByteView octets, Turn& turn);

    /// @param output what the guard wants done
    /// @param turn the turn this happens in
    void Act(StreamGuard::Output output, Turn& turn);

    /// @param packet for the socket, after what the turn did so far
    /// @param turn the turn this happens in
    void Transmit(Ptr<const Packet> packet, Turn& turn);

    /// @param packet for the socket, now or when there is room
    void Write(Ptr<const Packet> packet);

    /// Writes as much of the backlog as there is room for; closes the socket when that was asked.
    void WriteBacklog();

    Ptr<Socket> m_socket;                 ///< the connection
    std::unique_ptr<StreamGuard> m_guard; ///< protection, or null
    Party& m_party;                       ///< whose turns its input is handled in
    LinkOwner* m_owner;                   ///< whom events go to; null when abandoned or closed
    std::uint64_t m_id;                   ///< the owner's number
    std::list<Ptr<Packet>> m_backlog;     ///< waits for room in the socket; empty, it has no memory
    std::size_t m_backlogSize{0};         ///< octets in it
    std::size_t m_maxBacklog{SIZE_MAX};   ///< above which nothing is read
    bool m_reading{true};                 ///< the owner wants what comes
    Phase m_phase{Phase::HANDSHAKE};      ///< what its input is for
    bool m_up{false};                     ///< the byte stream is up
    bool m_closing{false};                ///< close the socket when the backlog is empty
    std::shared_ptr<Link> m_self;         ///< keeps a closed link until its backlog is written
};

} // namespace ns3::mqtt

#endif /* MQTT_LINK_H */

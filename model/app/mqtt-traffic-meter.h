// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_TRAFFIC_METER_H
#define MQTT_TRAFFIC_METER_H

#include "ns3/mqtt-ledger.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/tcp-header.h"

#include <memory>

namespace ns3
{
class TcpSocketBase;
}

namespace ns3::mqtt
{

/// Watches the segments of a party's TCP connections and enters those with payload in its ledger.
class TrafficMeter
{
  public:
    /// @param ledger where segments and payload octets are entered, under its phase of the moment
    explicit TrafficMeter(std::shared_ptr<Ledger> ledger);

    /// @param socket to be watched, before it connects, or before it listens, and then those that
    /// it
    ///        accepts are watched too; must not outlive the meter
    void Watch(Ptr<Socket> socket);

    /// @return TCP payload sent, octets, retransmissions included
    std::uint64_t GetTxBytes() const
    {
        return m_txBytes;
    }

    /// @return TCP payload received, octets
    std::uint64_t GetRxBytes() const
    {
        return m_rxBytes;
    }

    /// For a party with one connection at a time.
    /// @return how often the party had to wait for the other: the TCP handshake and every change
    ///         from sending to receiving
    std::uint32_t GetRoundTrips() const
    {
        return m_roundTrips;
    }

  private:
    /// @param packet payload
    /// @param header TCP header
    /// @param socket connection
    void Sent(Ptr<const Packet> packet, const TcpHeader& header, Ptr<const TcpSocketBase> socket);

    /// @param packet payload
    /// @param header TCP header
    /// @param socket connection
    void Received(Ptr<const Packet> packet,
                  const TcpHeader& header,
                  Ptr<const TcpSocketBase> socket);

    std::shared_ptr<Ledger> m_ledger; ///< account of traffic by phase
    std::uint64_t m_txBytes{0};       ///< payload sent
    std::uint64_t m_rxBytes{0};       ///< payload received
    std::uint32_t m_roundTrips{0};    ///< waits for the other side
    bool m_waiting{false};            ///< sent something and got nothing since
};

} // namespace ns3::mqtt

#endif /* MQTT_TRAFFIC_METER_H */

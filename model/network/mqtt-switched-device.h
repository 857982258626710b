// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SWITCHED_DEVICE_H
#define MQTT_SWITCHED_DEVICE_H

#include "ns3/data-rate.h"
#include "ns3/error-model.h"
#include "ns3/event-id.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/packet.h"
#include "ns3/queue.h"
#include "ns3/traced-callback.h"

namespace ns3::mqtt
{

class SwitchedChannel;

/// An Ethernet card on a full-duplex cable to one port of a switch (SwitchedChannel).
///
/// Frames are Ethernet II. They carry their 14-byte header as packets do in reality; padding to the
/// minimum size, frame check sequence, preamble and gap are charged as time on the cable only.
class SwitchedDevice : public NetDevice
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    SwitchedDevice();

    /// @param frame bytes from the Ethernet header to the end of the payload
    /// @return bytes of time that the frame takes on the cable, with padding, check sequence,
    ///     preamble and the gap, which is charged before the frame
    static uint32_t GetWireBytes(uint32_t frame);

    /// Plugs the device into the next free port.
    /// @param channel the switch
    void Attach(Ptr<SwitchedChannel> channel);

    /// Takes a frame that has wholly arrived.
    /// @param frame frame with its Ethernet header
    void Receive(Ptr<Packet> frame);

    /// @return rate of the cable, in both directions
    DataRate GetDataRate() const;

    /// @return frames that wait for the cable
    Ptr<Queue<Packet>> GetQueue() const;

    /// @return frames that were refused at the queue or for want of a cable, since the beginning
    uint64_t GetDrops() const;

    /// @cond INHERITED
    // documented at ns3::NetDevice
    void SetIfIndex(const uint32_t index) override;
    uint32_t GetIfIndex() const override;
    Ptr<Channel> GetChannel() const override;
    void SetAddress(Address address) override;
    Address GetAddress() const override;
    bool SetMtu(const uint16_t mtu) override;
    uint16_t GetMtu() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(ns3::Callback<void> callback) override;
    bool IsBroadcast() const override;
    Address GetBroadcast() const override;
    bool IsMulticast() const override;
    Address GetMulticast(Ipv4Address group) const override;
    Address GetMulticast(Ipv6Address group) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    Ptr<Node> GetNode() const override;
    void SetNode(Ptr<Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback callback) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback callback) override;
    bool SupportsSendFrom() const override;
    /// @endcond

  protected:
    /// @cond INHERITED
    // documented at ns3::Object
    void DoDispose() override;
    /// @endcond

  private:
    /// Puts the next frame of the queue on the cable, if there is one.
    void TransmitNext();

    /// The frame on the cable has left.
    void TransmitComplete();

    Ptr<SwitchedChannel> m_channel;                     ///< the switch, null while unplugged
    Ptr<Node> m_node;                                   ///< the node this device is part of
    Ptr<Queue<Packet>> m_queue;                         ///< frames that wait for the cable
    Ptr<ErrorModel> m_receiveErrorModel;                ///< decides which arriving frames are lost
    Ptr<Packet> m_sending;                              ///< the frame on the cable, null when idle
    EventId m_transmitComplete;                         ///< when that frame has left
    DataRate m_dataRate;                                ///< rate of the cable
    Mac48Address m_address;                             ///< own hardware address
    uint32_t m_ifIndex{0};                              ///< index among the node's devices
    uint16_t m_mtu{1500};                               ///< largest payload in bytes
    uint64_t m_drops{0};                                ///< frames refused
    ReceiveCallback m_receiveCallback;                  ///< to the layer above
    PromiscReceiveCallback m_promiscCallback;           ///< to whoever wants every frame
    TracedCallback<> m_linkChange;                      ///< fires when the cable is plugged in
    TracedCallback<Ptr<const Packet>> m_macTx;          ///< frames accepted from above
    TracedCallback<Ptr<const Packet>> m_macTxDrop;      ///< frames refused
    TracedCallback<Ptr<const Packet>> m_macRx;          ///< frames taken from the cable
    TracedCallback<Ptr<const Packet>> m_phyRxDrop;      ///< frames lost to the error model
    TracedCallback<Ptr<const Packet>> m_sniffer;        ///< frames as they pass the cable
    TracedCallback<Ptr<const Packet>> m_promiscSniffer; ///< the same: a switch sends no others
};

} // namespace ns3::mqtt

#endif /* MQTT_SWITCHED_DEVICE_H */

// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SWITCHED_CHANNEL_H
#define MQTT_SWITCHED_CHANNEL_H

#include "mqtt-switched-device.h"

#include "ns3/channel.h"
#include "ns3/nstime.h"

#include <unordered_map>
#include <vector>

namespace ns3::mqtt
{

/// A non-blocking store-and-forward Ethernet switch and its cables, as one channel.
///
/// A frame for one address goes to the port of that address alone, one for a group to every port
/// but the sender's. Each output port serialises at the rate of the device plugged into it and
/// holds a bounded backlog. The backlog is kept as the time at which the port falls idle, so a
/// frame costs two events in all: end of transmission at the sender and arrival.
class SwitchedChannel : public Channel
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    SwitchedChannel();

    /// Gives a device the next port.
    /// @param device device
    void Add(Ptr<SwitchedDevice> device);

    /// The device on a port has a new hardware address.
    /// @param former the address it had
    /// @param device device
    void ChangeAddress(Mac48Address former, Ptr<SwitchedDevice> device);

    /// Takes a frame whose last bit has left a device.
    /// @param frame frame with its Ethernet header
    /// @param sender device it comes from
    void Forward(Ptr<Packet> frame, Ptr<SwitchedDevice> sender);

    /// @return frames dropped at full ports or because nobody has the address
    uint64_t GetDrops() const;

    /// @cond INHERITED
    // documented at ns3::Channel
    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;
    /// @endcond

  protected:
    /// @cond INHERITED
    // documented at ns3::Object
    void DoDispose() override;
    /// @endcond

  private:
    /// One socket of the switch.
    struct Port
    {
        Ptr<SwitchedDevice> device; ///< what is plugged in
        Time idleAt;                ///< when the last frame of its backlog has left
    };

    /// @param port port by which the frame leaves
    /// @param frame frame
    void Output(Port& port, Ptr<Packet> frame);

    /// @param frame frame that goes nowhere
    void Drop(Ptr<const Packet> frame);

    /// @param address hardware address
    /// @return the address as a number
    static uint64_t ToKey(Mac48Address address);

    std::vector<Port> m_ports;                         ///< in the order of their devices
    std::unordered_map<uint64_t, std::size_t> m_table; ///< port by hardware address
    Time m_delay;                                      ///< propagation on one cable
    Time m_forwardingDelay;                            ///< look-up and crossing of the switch
    uint32_t m_portBacklog{0};                         ///< bytes a port holds at the most
    uint64_t m_drops{0};                               ///< frames that went nowhere
    TracedCallback<Ptr<const Packet>> m_dropTrace;     ///< those frames
};

} // namespace ns3::mqtt

#endif /* MQTT_SWITCHED_CHANNEL_H */

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-network-tests.h"

#include "ns3/error-model.h"
#include "ns3/mqtt-switched-channel.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>

namespace ns3::mqtt
{

namespace
{

/// A switch with a device on each of some nodes, and all that arrives.
class SwitchTestCase : public TestCase
{
  public:
    /// @param description what is tested
    explicit SwitchTestCase(const std::string& description)
        : TestCase(description)
    {
    }

  protected:
    /// One frame that arrived.
    struct Arrival
    {
        std::size_t device;  ///< where
        int64_t nanoseconds; ///< when
        uint32_t bytes;      ///< its payload
    };

    /// Notes a frame.
    /// @param arrivals all that arrived
    /// @param device where it arrives
    /// @param packet its payload
    /// @return that it is taken
    static bool Arrived(std::vector<Arrival>* arrivals,
                        std::size_t device,
                        Ptr<NetDevice>,
                        Ptr<const Packet> packet,
                        uint16_t,
                        const Address&)
    {
        arrivals->push_back({device, Simulator::Now().GetNanoSeconds(), packet->GetSize()});
        return true;
    }

    /// Plugs devices into a new switch.
    /// @param n how many
    void MakeDevices(std::size_t n)
    {
        m_switch = CreateObject<SwitchedChannel>();
        for (std::size_t i = 0; i < n; ++i)
        {
            auto node = CreateObject<Node>();
            auto device = CreateObject<SwitchedDevice>();
            device->SetAddress(Mac48Address::Allocate());
            node->AddDevice(device);
            device->Attach(m_switch);
            device->SetReceiveCallback(MakeBoundCallback(&Arrived, &m_arrivals, i));
            m_devices.push_back(device);
        }
    }

    /// Sends now.
    /// @param from index of the sender
    /// @param to hardware address
    /// @param bytes payload
    /// @return whether the device took the frame
    bool Send(std::size_t from, const Address& to, uint32_t bytes)
    {
        return m_devices[from]->Send(Create<Packet>(bytes), to, 0x0800);
    }

    /// Runs to the end.
    void Finish()
    {
        Simulator::Run();
        Simulator::Destroy();
    }

    /// @param i index in the order of arrival
    /// @param device where the frame should have arrived
    /// @param nanoseconds when
    void Expect(std::size_t i, std::size_t device, int64_t nanoseconds)
    {
        NS_TEST_ASSERT_MSG_LT(i, m_arrivals.size(), "frame " << i << " did not arrive");
        NS_TEST_EXPECT_MSG_EQ(m_arrivals[i].device, device, "frame " << i << " at wrong device");
        NS_TEST_EXPECT_MSG_EQ(m_arrivals[i].nanoseconds, nanoseconds, "frame " << i);
    }

    Ptr<SwitchedChannel> m_switch;              ///< the switch
    std::vector<Ptr<SwitchedDevice>> m_devices; ///< its devices
    std::vector<Arrival> m_arrivals;            ///< in their order
};

/// Arrival times against sums made by hand: twice the serialisation, twice 500 ns of cable and 2 us
/// in the switch. A payload of 100 bytes takes 100 + 14 + 4 + 20 = 138 bytes, 1104 ns at 1 Gbps;
/// one of 10 bytes is padded to 60 + 4 + 20 = 84 bytes, 672 ns.
class TimingTest : public SwitchTestCase
{
  public:
    TimingTest()
        : SwitchTestCase("arrival times are exact")
    {
    }

  private:
    void DoRun() override
    {
        MakeDevices(4);
        m_devices[3]->SetAttribute("DataRate", DataRateValue(DataRate("100Mbps")));
        const Address second = m_devices[1]->GetAddress();
        Send(0, second, 100);
        Send(0, second, 10);
        // From here the port is taken: this one is ready with the first frame and goes after it.
        Send(2, second, 100);
        Send(2, m_devices[3]->GetAddress(), 100);
        Finish();
        NS_TEST_ASSERT_MSG_EQ(m_arrivals.size(), 4, "wrong number of arrivals");
        Expect(0, 1, 1104 + 500 + 2000 + 1104 + 500);
        Expect(1, 1, 1104 + 500 + 2000 + 2 * 1104 + 500);
        Expect(2, 1, 1104 + 500 + 2000 + 2 * 1104 + 672 + 500);
        Expect(3, 3, 2 * 1104 + 500 + 2000 + 11040 + 500);
        NS_TEST_EXPECT_MSG_EQ(m_arrivals[2].bytes, 10, "padding must not reach the layer above");
    }
};

/// Who gets a frame.
class ForwardingTest : public SwitchTestCase
{
  public:
    ForwardingTest()
        : SwitchTestCase("unicast to one, groups to all others, strangers to nobody")
    {
    }

  private:
    void DoRun() override
    {
        MakeDevices(5);
        const Address former = m_devices[4]->GetAddress();
        m_devices[4]->SetAddress(Mac48Address::Allocate());
        Send(0, m_devices[3]->GetAddress(), 1);
        Send(0, m_devices[4]->GetAddress(), 2);
        Send(0, former, 3);
        Send(0, m_devices[0]->GetAddress(), 4);
        Send(2, Mac48Address::GetBroadcast(), 5);
        Send(2, m_devices[2]->GetMulticast(Ipv6Address::GetAllNodesMulticast()), 6);
        Finish();

        std::sort(m_arrivals.begin(), m_arrivals.end(), [](const Arrival& a, const Arrival& b) {
            return a.device < b.device;
        });
        std::map<uint32_t, std::string> receivers;
        for (const Arrival& arrival : m_arrivals)
        {
            receivers[arrival.bytes] += std::to_string(arrival.device);
        }
        NS_TEST_EXPECT_MSG_EQ(receivers[1], "3", "unicast");
        NS_TEST_EXPECT_MSG_EQ(receivers[2], "4", "unicast to a changed address");
        NS_TEST_EXPECT_MSG_EQ(receivers.count(3), 0, "an address that nobody has any more");
        NS_TEST_EXPECT_MSG_EQ(receivers.count(4), 0, "the sender's own address");
        NS_TEST_EXPECT_MSG_EQ(receivers[5], "0134", "broadcast");
        NS_TEST_EXPECT_MSG_EQ(receivers[6], "0134", "multicast");
        NS_TEST_EXPECT_MSG_EQ(m_switch->GetDrops(), 2, "frames to nobody count as drops");
    }
};

/// A port of 100 Mbps with room for 4000 bytes, 320 us, gets ten frames of 1538 bytes, 123.04 us
/// each, one every 12.304 us. The first two fit; the third would be gone 344.5 us after it came,
/// the fourth after 332.2 us, the fifth after 319.9 us. Behind it none of the others fits.
class OverflowTest : public SwitchTestCase
{
  public:
    OverflowTest()
        : SwitchTestCase("a full port drops, and counts what it drops")
    {
    }

  private:
    void DoRun() override
    {
        MakeDevices(2);
        m_switch->SetAttribute("PortBacklog", UintegerValue(4000));
        uint32_t traced = 0;
        m_switch->TraceConnectWithoutContext(
            "Drop",
            Callback<void, Ptr<const Packet>>([&traced](Ptr<const Packet>) { ++traced; }));
        m_devices[1]->SetAttribute("DataRate", DataRateValue(DataRate("100Mbps")));
        for (int i = 0; i < 10; ++i)
        {
            Send(0, m_devices[1]->GetAddress(), 1500);
        }
        Finish();
        constexpr int64_t first = 12304 + 500 + 2000 + 123040 + 500;
        NS_TEST_ASSERT_MSG_EQ(m_arrivals.size(), 3, "wrong number of arrivals");
        Expect(0, 1, first);
        Expect(1, 1, first + 123040);
        Expect(2, 1, first + 2 * 123040);
        NS_TEST_EXPECT_MSG_EQ(m_switch->GetDrops(), 7, "drops counted");
        NS_TEST_EXPECT_MSG_EQ(traced, 7, "drops traced");
    }
};

/// What a device itself refuses or loses.
class DeviceTest : public SwitchTestCase
{
  public:
    DeviceTest()
        : SwitchTestCase("a device refuses what is too large or too much, and loses what it must")
    {
    }

  private:
    void DoRun() override
    {
        MakeDevices(3);
        const Address second = m_devices[1]->GetAddress();
        NS_TEST_EXPECT_MSG_EQ(Send(0, second, 1501), false, "larger than the MTU");
        m_devices[0]->GetQueue()->SetMaxSize(QueueSize("2p"));
        // One on the cable, two in the queue.
        for (int i = 0; i < 5; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(Send(0, second, 1500), (i < 3), "frame " << i);
        }
        auto loss = CreateObject<ReceiveListErrorModel>();
        loss->SetList({1});
        m_devices[1]->SetAttribute("ReceiveErrorModel", PointerValue(loss));
        Finish();
        NS_TEST_EXPECT_MSG_EQ(m_arrivals.size(), 2, "three frames sent, the second one lost");
        NS_TEST_EXPECT_MSG_EQ(m_devices[0]->GetDrops(), 3, "one too large, two too many");
        NS_TEST_EXPECT_MSG_EQ(m_switch->GetDrops(), 0, "the switch has dropped none");
    }
};

/// Five thousand packets handed over at once, at the sizes that queues have by default.
class BurstTest : public SwitchTestCase
{
  public:
    BurstTest()
        : SwitchTestCase("a fan-out burst passes whole")
    {
    }

  private:
    void DoRun() override
    {
        MakeDevices(3);
        for (int i = 0; i < 5000; ++i)
        {
            Send(0, m_devices[1]->GetAddress(), 1500);
            Send(2, m_devices[1]->GetAddress(), 1500);
        }
        Finish();
        NS_TEST_EXPECT_MSG_EQ(m_arrivals.size(), 10000, "nothing may be dropped");
    }
};

} // namespace

std::vector<TestCase*>
MakeSwitchTests()
{
    return {new TimingTest, new ForwardingTest, new OverflowTest, new DeviceTest, new BurstTest};
}

} // namespace ns3::mqtt

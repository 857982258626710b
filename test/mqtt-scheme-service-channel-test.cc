// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-bare-host.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-service-channel.h"

namespace ns3::mqtt::test
{

namespace
{

/// Writes down what a channel asks of its party.
class Diary : public BareHost<PartyHost>
{
  public:
    ChannelId OpenChannel(const std::string& service) override
    {
        text += "open " + service + "\n";
        return ++last;
    }

    void SendOnChannel(ChannelId channel, ByteView message) override
    {
        text += "send " + std::string(message.ToText()) + " on " + std::to_string(channel) + "\n";
    }

    void CloseChannel(ChannelId channel) override
    {
        text += "close " + std::to_string(channel) + "\n";
    }

    void SetAgentTimer(std::uint32_t timer, Duration delay) override
    {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(delay).count();
        text += (timer == ServiceChannel::TIMER ? "wait " : "another timer ") +
                std::to_string(seconds) + "\n";
    }

    void EnterPhase(Phase /* phase */) override
    {
    }

    Duration GetNow() const override
    {
        return Duration(0);
    }

    /// @return what was written since the last call
    std::string Read()
    {
        return std::exchange(text, "");
    }

    std::string text;  ///< what was written
    ChannelId last{0}; ///< channel
};

/// A channel through all that can happen to it.
class ServiceChannelTest : public TestCase
{
  public:
    ServiceChannelTest()
        : TestCase("a channel to a service is opened again, and broken off when it falls silent")
    {
    }

  private:
    void DoRun() override
    {
        channel.Await(host);
        channel.Send(ByteView("lost"), host);
        Check("", "nothing without a channel");
        channel.Open(host);
        Check("open clerk\nwait 30\n", "it has 30 s to stand");
        NS_TEST_EXPECT_MSG_EQ(channel.Owns(1) && !channel.IsUp() && !channel.IsDown(), true, "");
        channel.Send(ByteView("lost"), host);
        Check("", "nothing is sent before it stands");
        channel.TimerExpired(host);
        Check("close 1\nwait 1\n", "it did not come to stand");
        NS_TEST_EXPECT_MSG_EQ(channel.IsDown() && !channel.Owns(1), true, "");
        channel.TimerExpired(host);
        Check("open clerk\nwait 30\n", "the next attempt");
        channel.Up();
        channel.TimerExpired(host);
        Check("", "nothing is waited for");
        channel.Send(ByteView("question"), host);
        channel.Await(host, std::chrono::seconds(5));
        channel.Await(host);
        Check("send question on 2\nwait 35\n", "one wait at a time");
        channel.Heard();
        channel.TimerExpired(host);
        Check("", "the answer came");
        channel.Await(host);
        channel.TimerExpired(host);
        Check("wait 30\nclose 2\nwait 1\n", "no answer came");
        channel.TimerExpired(host);
        channel.Up();
        host.Read();
        channel.Down(host);
        Check("wait 1\n", "lost: no need to close it");
    }

    /// @param expected what was asked of the party
    /// @param why it should have been
    void Check(const std::string& expected, const std::string& why)
    {
        NS_TEST_EXPECT_MSG_EQ(host.Read(), expected, why);
    }

    Diary host;                                        ///< party
    ServiceChannel channel{"clerk", Phase::HANDSHAKE}; ///< its channel
};

} // namespace

std::vector<TestCase*>
MakeServiceChannelTests()
{
    return {new ServiceChannelTest};
}

} // namespace ns3::mqtt::test

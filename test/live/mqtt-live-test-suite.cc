// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-stream-socket.h"

#include "ns3/test.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <random>
#include <string>

namespace ns3::mqtt::test
{

namespace
{

using boost::asio::ip::tcp;

/// @param text octets
/// @return the same, to be sent
std::shared_ptr<const Bytes>
Share(const std::string& text)
{
    return std::make_shared<const Bytes>(text.begin(), text.end());
}

/// @param queue queue
/// @return the first of what waits
std::string
Show(const OutputQueue& queue)
{
    std::string text;
    for (const auto& buffer : queue.GetBuffers())
    {
        text.append(static_cast<const char*>(buffer.data()), buffer.size());
    }
    return text;
}

/// A queue against a string that does the same.
class QueueOracleTest : public TestCase
{
  public:
    QueueOracleTest()
        : TestCase("output queue: 5,000 packets of any size, taken in pieces of any size")
    {
    }

  private:
    void DoRun() override
    {
        std::mt19937 random(1);
        const auto draw = [&random](std::size_t most) { return random() % (most + 1); };
        OutputQueue queue;
        std::string expected;
        for (int i = 0; i < 5'000; ++i)
        {
            const std::size_t size = draw(9) == 0 ? draw(100'000) : draw(200);
            const std::string packet(size, static_cast<char>('a' + i % 26));
            queue.Append(Share(packet));
            expected += packet;
            const std::string first = Show(queue);
            if (expected.compare(0, first.size(), first) != 0 || first.empty() != expected.empty())
            {
                NS_TEST_ASSERT_MSG_EQ(i, -1, "other octets than were appended");
            }
            const std::size_t gone = draw(3) == 0 ? first.size() : draw(first.size());
            if (gone > 0)
            {
                queue.Consume(gone);
                expected.erase(0, gone);
            }
            NS_TEST_ASSERT_MSG_EQ(queue.GetSize(), expected.size(), "after packet " << i);
        }
        while (!expected.empty())
        {
            const std::string first = Show(queue);
            NS_TEST_ASSERT_MSG_EQ(expected.compare(0, first.size(), first), 0, "the rest");
            queue.Consume(first.size());
            expected.erase(0, first.size());
        }
        NS_TEST_EXPECT_MSG_EQ(queue.GetSize(), 0, "nothing is left");
    }
};

/// Short packets go together, a long one as it is.
class QueueSharingTest : public TestCase
{
  public:
    QueueSharingTest()
        : TestCase("output queue: short packets are copied together, long ones are shared")
    {
    }

  private:
    void DoRun() override
    {
        OutputQueue queue;
        const auto shared = Share(std::string(5000, 'x'));
        queue.Append(Share("one "));
        queue.Append(Share("two "));
        queue.Append(shared);
        queue.Append(Share("three"));
        const auto buffers = queue.GetBuffers();
        NS_TEST_ASSERT_MSG_EQ(buffers.size(), 3, "runs of octets");
        NS_TEST_EXPECT_MSG_EQ(buffers[0].size(), 8, "the first two together");
        NS_TEST_EXPECT_MSG_EQ((buffers[1].data() == shared->data()), true, "no copy");
        NS_TEST_EXPECT_MSG_EQ(shared.use_count(), 2, "shared");
        queue.Consume(5008);
        NS_TEST_EXPECT_MSG_EQ(shared.use_count(), 1, "let go of when it has left");
        NS_TEST_EXPECT_MSG_EQ(Show(queue), "three", "what is left");
    }
};

/// Two ends of a connection on the loopback interface: a StreamSocket, and a plain socket.
class SocketTestCase : public TestCase, protected StreamSocketOwner
{
  protected:
    /// @param name of the test
    explicit SocketTestCase(const std::string& name)
        : TestCase(name)
    {
    }

    /// Connects both ends.
    void Connect()
    {
        tcp::acceptor acceptor(m_context, {boost::asio::ip::address_v4::loopback(), 0});
        m_peer.close();
        m_peer.connect(acceptor.local_endpoint());
        StreamSocketOwner& self = *this;
        m_socket = std::make_shared<StreamSocket>(acceptor.accept(), self);
    }

    /// Has the socket write, until nothing more leaves without the peer.
    void Run()
    {
        m_context.restart();
        m_context.poll();
    }

    /// @param size of what the peer reads, more or less as it comes
    /// @return octets
    std::string ReadAtPeer(std::size_t size)
    {
        std::string all;
        std::string part(1 << 16, '\0');
        boost::system::error_code error;
        while (all.size() < size && !error)
        {
            all.append(part, 0, m_peer.read_some(boost::asio::buffer(part), error));
            Run();
        }
        return all;
    }

    void Readable() override
    {
        ++m_nReadable;
    }

    void Drained() override
    {
        ++m_nDrained;
    }

    boost::asio::io_context m_context{1};   ///< of both ends
    tcp::socket m_peer{m_context};          ///< the other end
    std::shared_ptr<StreamSocket> m_socket; ///< what is tested
    int m_nReadable{0};                     ///< times that there was something to be read
    int m_nDrained{0};                      ///< times that all had left
};

/// More than the system has room for waits, and follows.
class BacklogTest : public SocketTestCase
{
  public:
    BacklogTest()
        : SocketTestCase("stream socket: what finds no room waits, and follows in order")
    {
    }

  private:
    void DoRun() override
    {
        Connect();
        std::string expected;
        for (int i = 0; i < 200; ++i)
        {
            const std::string packet(100'000, static_cast<char>('a' + i % 26));
            m_socket->Append(Share(packet));
            expected += packet;
        }
        NS_TEST_EXPECT_MSG_EQ(m_socket->GetBacklog(), expected.size(), "nothing leaves unflushed");
        m_socket->Flush();
        Run();
        NS_TEST_EXPECT_MSG_GT(m_socket->GetBacklog(), 0, "20 MB find no room");
        NS_TEST_EXPECT_MSG_EQ(m_nDrained, 0, "not all has left");
        NS_TEST_EXPECT_MSG_EQ((ReadAtPeer(expected.size()) == expected), true, "what arrives");
        NS_TEST_EXPECT_MSG_EQ(m_socket->GetBacklog(), 0, "all has left");
        NS_TEST_EXPECT_MSG_EQ(m_nDrained, 1, "told once");
        m_socket->Abandon();
    }
};

/// Reading, and the end of a stream in either direction.
class StreamEndTest : public SocketTestCase
{
  public:
    StreamEndTest()
        : SocketTestCase("stream socket: octets, ends and losses are told; closing sends the rest")
    {
    }

  private:
    void DoRun() override
    {
        Connect();
        Bytes buffer(100);
        NS_TEST_EXPECT_MSG_EQ(m_socket->Read(buffer).value(), 0, "nothing has come");
        m_socket->WaitReadable();
        m_socket->WaitReadable();
        boost::asio::write(m_peer, boost::asio::buffer("hello", 5));
        m_context.run_one();
        Run();
        NS_TEST_EXPECT_MSG_EQ(m_nReadable, 1, "told once");
        NS_TEST_EXPECT_MSG_EQ(m_socket->Read(buffer).value(), 5, "octets");
        m_peer.shutdown(tcp::socket::shutdown_send);
        const auto end = m_socket->Read(buffer);
        NS_TEST_ASSERT_MSG_EQ(end.has_value(), false, "the peer says no more");
        NS_TEST_EXPECT_MSG_EQ(end.error().reason, "connection closed by peer", "as it was");

        m_socket->Append(Share(std::string(10'000'000, 'z')));
        m_socket->Close();
        NS_TEST_EXPECT_MSG_GT(m_socket->GetBacklog(), 0, "not all finds room");
        NS_TEST_EXPECT_MSG_EQ(ReadAtPeer(SIZE_MAX).size(), 10'000'000, "and yet all arrives");
        NS_TEST_EXPECT_MSG_EQ(m_nDrained + m_nReadable, 1, "the owner hears no more");

        Connect();
        m_peer.set_option(boost::asio::socket_base::linger(true, 0));
        m_peer.close(); // with RST
        const auto loss = m_socket->Read(buffer);
        NS_TEST_ASSERT_MSG_EQ(loss.has_value(), false, "the connection is gone");
        NS_TEST_EXPECT_MSG_EQ(loss.error().reason, "connection lost", "as it was");
        m_socket->Abandon();
    }
};

/// What the live programs are made of and no simulation has.
class LiveTestSuite : public TestSuite
{
  public:
    LiveTestSuite()
        : TestSuite("mqtt-live", UNIT)
    {
        AddTestCase(new QueueOracleTest, TestCase::QUICK);
        AddTestCase(new QueueSharingTest, TestCase::QUICK);
        AddTestCase(new BacklogTest, TestCase::QUICK);
        AddTestCase(new StreamEndTest, TestCase::QUICK);
    }
};

LiveTestSuite g_liveTestSuite;

} // namespace

} // namespace ns3::mqtt::test

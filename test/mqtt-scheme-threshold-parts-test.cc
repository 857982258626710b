// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-data-keys.h"
#include "ns3/mqtt-key-dealer.h"
#include "ns3/mqtt-security-scheme.h"
#include "ns3/mqtt-share-faults.h"
#include "ns3/mqtt-threshold-store.h"
#include "ns3/string.h"

/// @file
/// The parts of the scheme `threshold` one by one: DATA, seals of shares, dealing, faults.

namespace ns3::mqtt::test
{

namespace
{

using Verdict = DataKeyRing::Verdict;

/// DATA, sound and as printed.
class DataKeysTest : public PrimitiveTest
{
  public:
    DataKeysTest()
        : PrimitiveTest("DATA: layout, and what is refused")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        CheckLayout();
        for (const bool published : {false, true})
        {
            CheckTampering(published);
        }
        CheckStreams();
        CheckOldKeys();
    }

    /// @param ring of a subscriber
    /// @param topic MQTT topic
    /// @param data sealed
    /// @return what became of it: its text, "unknown" or "rejected"
    static std::string Open(DataKeyRing& ring, const std::string& topic, const Bytes& data)
    {
        const auto opened = ring.Open(topic, data);
        const std::string text(ByteView(opened.payload).ToText());
        return opened.verdict == Verdict::OPENED        ? text
               : opened.verdict == Verdict::UNKNOWN_KEY ? "unknown"
                                                        : "rejected";
    }

    /// Places of the fields.
    void CheckLayout()
    {
        DataSealer sealer("alice", false);
        sealer.SetKey(0x01020304, Bytes(16, 1));
        sealer.Seal("a", {}, 2, DataKind::LOSSY);
        const Bytes data = sealer.Seal("a", Bytes(5), 2, DataKind::LOSSY);
        NS_TEST_EXPECT_MSG_EQ(data.size(), 4 + 12 + 5 + 16, "as the scheme has it");
        NS_TEST_EXPECT_MSG_EQ(ToHex(ByteView(data).SubView(0, 16)),
                              "01020304" +
                                  ToHex(ByteView(Sha256({ByteView("alice")})).SubView(0, 4)) +
                                  "0201"
                                  "000000000002",
                              "key id; dealer, stream, sequence number");
    }

    /// @param published as printed
    void CheckTampering(bool published)
    {
        DataSealer sealer("alice", published);
        DataKeyRing ring(published);
        sealer.SetKey(7, Bytes(16, 1));
        ring.Add("alice", 7, Bytes(16, 1));
        ring.Add("bob", 7, Bytes(16, 2));
        const Bytes data = sealer.Seal("a", ByteView("text"), 0, DataKind::QUEUED);
        for (std::size_t place = 0; place < data.size(); ++place)
        {
            Bytes changed = data;
            changed[place] ^= 1;
            NS_TEST_EXPECT_MSG_NE(Open(ring, "a", changed), "text", "octet " << place);
            NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", Bytes(data.begin(), data.begin() + place)),
                                  "rejected",
                                  "cut to " << place);
        }
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "b", data), (published ? "text" : "rejected"), "topic");
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", data), "text", "as it was");
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", data), (published ? "text" : "rejected"), "replay");
        DataSealer other("bob", published);
        other.SetKey(7, Bytes(16, 2));
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", other.Seal("a", {}, 0, DataKind::WILL)),
                              "",
                              "another dealer with the same key id");
    }

    /// Streams do not hold each other up, however far one is ahead.
    void CheckStreams()
    {
        DataSealer sealer("alice", false);
        DataKeyRing ring(false);
        sealer.SetKey(7, Bytes(16, 1));
        ring.Add("alice", 7, Bytes(16, 1));
        const Bytes will = sealer.Seal("w", ByteView("will"), 0, DataKind::WILL);
        const Bytes old = sealer.Seal("a", ByteView("old"), 0, DataKind::QUEUED);
        const Bytes elsewhere = sealer.Seal("a", ByteView("elsewhere"), 1, DataKind::QUEUED);
        for (int i = 0; i < 100; ++i)
        {
            const Bytes data = sealer.Seal("a", ByteView("x"), 0, DataKind::QUEUED);
            NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", data), "x", "in order");
        }
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", old), "rejected", "too old to tell");
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "w", will), "will", "a will is never too old");
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", elsewhere), "elsewhere", "another way");
    }

    /// Renewals.
    void CheckOldKeys()
    {
        DataSealer sealer("alice", false);
        DataKeyRing ring(false);
        std::map<std::uint32_t, Bytes> sealed;
        for (std::uint32_t keyId = 1; keyId <= 7; ++keyId)
        {
            sealer.SetKey(keyId, Bytes(16, std::uint8_t(keyId)));
            sealed[keyId] = sealer.Seal("a", ByteView("x"), 0, DataKind::QUEUED);
            if (keyId < 7)
            {
                ring.Add("alice", keyId, Bytes(16, std::uint8_t(keyId)));
            }
        }
        NS_TEST_EXPECT_MSG_EQ(ring.GetKeyId("alice"), 6, "the newest");
        NS_TEST_EXPECT_MSG_EQ(ring.GetKeyId("bob"), 0, "none");
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", sealed[7]), "unknown", "still to come");
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", sealed[3]), "x", "one of four that are kept");
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", sealed[2]), "rejected", "over");
        ring.ForgetOld();
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", sealed[5]), "rejected", "over");
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", sealed[6]), "x", "the newest stays");
        ring.Add("alice", 6, Bytes(16, 0xee));
        NS_TEST_EXPECT_MSG_EQ(Open(ring, "a", sealed[6]), "rejected", "put right by a majority");
    }
};

/// Seals of shares.
class ShareHopTest : public PrimitiveTest
{
  public:
    ShareHopTest()
        : PrimitiveTest("the seal of a share binds client, direction and topic")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        const Bytes secret(GROUP_KEY_SIZE, 9);
        ShareHop client(DeriveHopKey(secret, "alice").Get());
        ShareHop broker(DeriveHopKey(secret, "alice").Get());
        ShareHop other(DeriveHopKey(secret, "bob").Get());
        const Bytes sealed = client.Seal(true, "ks/alice", Bytes(56, 3));
        NS_TEST_EXPECT_MSG_EQ(sealed.size(), 12 + 56 + 16, "nonce and tag");
        NS_TEST_EXPECT_MSG_EQ(broker.Open(false, "ks/alice", sealed).has_value(),
                              false,
                              "reflected");
        NS_TEST_EXPECT_MSG_EQ(broker.Open(true, "ks/bob", sealed).has_value(), false, "topic");
        NS_TEST_EXPECT_MSG_EQ(other.Open(true, "ks/alice", sealed).has_value(), false, "client");
        for (std::size_t place = 0; place < sealed.size(); ++place)
        {
            Bytes changed = sealed;
            changed[place] ^= 1;
            NS_TEST_EXPECT_MSG_EQ(broker.Open(true, "ks/alice", changed).has_value(), false, place);
            changed.resize(place);
            NS_TEST_EXPECT_MSG_EQ(broker.Open(true, "ks/alice", changed).has_value(), false, place);
        }
        const auto opened = broker.Open(true, "ks/alice", sealed);
        NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, "as it was");
        NS_TEST_EXPECT_MSG_EQ(ToHex(opened->Get()), ToHex(Bytes(56, 3)), "as it was");
        NS_TEST_EXPECT_MSG_EQ((DeriveDealerKey(secret, "x").Get().ToBytes() ==
                               DeriveHopKey(secret, "x").Get().ToBytes()),
                              false,
                              "keys for different ends");
    }
};

/// A publisher's keys.
class DealerTest : public PrimitiveTest
{
  public:
    DealerTest()
        : PrimitiveTest("a dealer's key ids grow, even if it forgets; what it deals is joined")
    {
    }

  private:
    void DoRun() override
    {
        const CryptoScope scope(m_meter, m_random, NOW);
        ThresholdSettings settings;
        settings.rules = {ShareTrust::AUTHENTIC, 3, 5, 0};
        KeyDealer dealer(settings, "alice", Secret(Bytes(32, 1)));
        NS_TEST_EXPECT_MSG_EQ(dealer.Deal(NOW).keyId, std::uint32_t{NOW}, "the time");
        NS_TEST_EXPECT_MSG_EQ(dealer.Deal(NOW).keyId, std::uint32_t{NOW} + 1, "the next");
        NS_TEST_EXPECT_MSG_EQ(dealer.Deal(NOW - 60).keyId,
                              std::uint32_t{NOW} + 2,
                              "clock put back");
        KeyDealer restarted(settings, "alice", Secret(Bytes(32, 1)));
        NS_TEST_EXPECT_MSG_EQ(restarted.Deal(NOW + 60).keyId, std::uint32_t{NOW} + 60, "restarted");
        m_meter.Clear();
        const auto dealt = restarted.Deal(NOW + 120);
        // key and coefficients; check value and five authenticators; 16 octets, 5 shares, degree 2
        ExpectCounted("gf256-multiply 1, hmac-sha256 6, random 2", "gf256-multiply", 16 * 5 * 2);
        ShareCollector collector(settings.rules, "alice", Secret(Bytes(32, 1)));
        for (const int x : {5, 1, 3})
        {
            const auto outcome =
                collector.Add(*DecodeShare(dealt.shares[x - 1].Get(), true), x, NOW);
            NS_TEST_EXPECT_MSG_EQ((outcome.verdict == ShareCollector::Verdict::JOINED),
                                  (x == 3),
                                  x);
            NS_TEST_EXPECT_MSG_EQ((x != 3 || AreEqual(outcome.key.Get(), dealt.key.Get())),
                                  true,
                                  x);
        }
        settings.published = true;
        settings.rules.trust = ShareTrust::ANY;
        KeyDealer printed(settings, "alice", {});
        const auto first = printed.Deal(NOW);
        NS_TEST_EXPECT_MSG_EQ(printed.Deal(NOW).keyId, first.keyId + 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(DecodeShare(first.shares[4].Get(), false).has_value(), true, "plain");
    }
};

/// What the attribute `Faults` says.
class ShareFaultsTest : public TestCase
{
  public:
    ShareFaultsTest()
        : TestCase("faults of sources are read strictly")
    {
    }

  private:
    void DoRun() override
    {
        const auto faults = ParseShareFaults("1:lie,2:late:500ms,3:silent,4:late:2s", 4);
        NS_TEST_ASSERT_MSG_EQ(faults.has_value(), true, "several");
        auto list = faults.value();
        NS_TEST_EXPECT_MSG_EQ(list.size(), 4, "several");
        NS_TEST_EXPECT_MSG_EQ((list[1].kind == ShareFault::Kind::LIE), true, "1");
        NS_TEST_EXPECT_MSG_EQ((list[2].kind == ShareFault::Kind::LATE), true, "2");
        NS_TEST_EXPECT_MSG_EQ(list[2].delay.count(), 500'000'000, "2");
        NS_TEST_EXPECT_MSG_EQ((list[3].kind == ShareFault::Kind::SILENT), true, "3");
        NS_TEST_EXPECT_MSG_EQ(list[4].delay.count(), 2'000'000'000, "4");
        NS_TEST_EXPECT_MSG_EQ(ParseShareFaults("", 3).value().empty(), true, "none");
        for (const char* text : {"lie",
                                 "0:lie",
                                 "4:lie",
                                 "1:lies",
                                 "1:late",
                                 "1:late:5",
                                 "1:late:5h",
                                 "1:lie,",
                                 ",",
                                 "1",
                                 "x:lie",
                                 "1:lie:2",
                                 "-1:lie",
                                 "1 :lie"})
        {
            NS_TEST_EXPECT_MSG_EQ(ParseShareFaults(text, 3).has_value(), false, text);
        }
    }
};

/// Messages between clients and key stores.
class StoreMessageTest : public TestCase
{
  public:
    StoreMessageTest()
        : TestCase("messages with key stores: layout, and what is refused")
    {
    }

  private:
    void DoRun() override
    {
        const StoreMessage put{StoreMessage::Kind::PUT, "bob", {0xaa, 0xbb}};
        NS_TEST_EXPECT_MSG_EQ(ToHex(Encode(put)), "010003626f62aabb", "a share");
        const StoreMessage watch{StoreMessage::Kind::WATCH, "bob", {}};
        NS_TEST_EXPECT_MSG_EQ(ToHex(Encode(watch)), "020003626f62", "a wish");
        const auto decoded = DecodeStoreMessage(Encode(put));
        NS_TEST_ASSERT_MSG_EQ(decoded.has_value(), true, "round trip");
        NS_TEST_EXPECT_MSG_EQ(decoded->name, "bob", "round trip");
        NS_TEST_EXPECT_MSG_EQ(ToHex(decoded->share), "aabb", "round trip");
        for (const char* octets : {"",
                                   "01",
                                   "0100",
                                   "010000aa",
                                   "000003626f62aa",
                                   "040003626f62aa",
                                   "010003626f62",
                                   "010004626f62",
                                   "020003626f62aa",
                                   "01ffff626f62"})
        {
            NS_TEST_EXPECT_MSG_EQ(DecodeStoreMessage(FromHex(octets).value()).has_value(),
                                  false,
                                  octets);
        }
    }
};

/// Attributes that cannot be.
class ThresholdAttributesTest : public PrimitiveTest
{
  public:
    ThresholdAttributesTest()
        : PrimitiveTest("threshold: attributes that do not fit together are named in one line")
    {
    }

  private:
    void DoRun() override
    {
        const std::string prefix = "ns3::mqtt::ThresholdScheme: ";
        Check({{"K", "3"}, {"N", "3"}}, "");
        Check({{"K", "4"}, {"N", "3"}}, prefix + "K 4 is more than N; allowed: 1 to 3");
        Check({{"DataRoute", "round-robin"}}, "");
        Check({{"DataRoute", "round-robin"}, {"Reading", "R2"}},
              prefix + "DataRoute 'round-robin' needs several brokers; allowed with Reading R2 and "
                       "R3: first");
        Check({{"Faults", "1:lie,4:silent"}},
              prefix +
                  "Faults: '4:silent' is no fault; allowed: X:lie, X:silent, X:late:500ms with "
                  "X from 1 to 3, and several with commas between");
    }

    /// @param attributes of the scheme
    /// @param reason wanted; empty if they can be
    void Check(const std::map<std::string, std::string>& attributes, const std::string& reason)
    {
        const auto scheme = SchemeName::Create("threshold").value();
        for (const auto& [name, value] : attributes)
        {
            scheme->SetAttribute(name, StringValue(value));
        }
        const CryptoScope scope(m_meter, m_random, NOW);
        const auto error = scheme->Provision();
        NS_TEST_EXPECT_MSG_EQ((error ? error->reason : ""), reason, "what is said");
    }
};

} // namespace

std::vector<TestCase*>
MakeThresholdPartTests()
{
    return {new DataKeysTest,
            new ShareHopTest,
            new DealerTest,
            new ShareFaultsTest,
            new StoreMessageTest,
            new ThresholdAttributesTest};
}

} // namespace ns3::mqtt::test

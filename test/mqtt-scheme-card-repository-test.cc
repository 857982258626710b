// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-card-holder.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-crypto-scope.h"

/// @file
/// The repository of public keys of smart cards, and the broker that asks it.

namespace ns3::mqtt::test
{

namespace
{

/// Entries.
class EntryTest : public TestCase
{
  public:
    EntryTest()
        : TestCase("repository entries are signed, and nothing else is taken for one")
    {
    }

  private:
    void DoRun() override
    {
        NullMeter nobody;
        SeededRandom random(SeededRandom::Seed{1});
        const CryptoScope scope(nobody, random, 0);
        const auto issuer = CardKeyPair::Generate(KeyType::P256, 0);
        const auto other = CardKeyPair::Generate(KeyType::P256, 0);
        const auto key = issuer.GetPublicKey();
        const RepositoryEntry entry{{1, 2, 3}, RepositoryEntry::VALID, 77, Bytes(91, 5)};
        const Bytes octets = SignEntry(entry, issuer);
        NS_TEST_EXPECT_MSG_EQ(octets.size(), 1 + 8 + 8 + 91 + 64, "layout");
        const auto read = VerifyEntry(octets, key);
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "it is read");
        NS_TEST_EXPECT_MSG_EQ((read.value().card == entry.card), true, "card");
        NS_TEST_EXPECT_MSG_EQ(read.value().expires, 77, "expiry");
        NS_TEST_EXPECT_MSG_EQ((read.value().key == entry.key), true, "key");
        NS_TEST_EXPECT_MSG_EQ(VerifyEntry(SignEntry(entry, other), key).has_value(),
                              false,
                              "other");
        for (std::size_t i = 0; i < octets.size(); ++i)
        {
            Bytes changed = octets;
            changed[i] ^= 1;
            NS_TEST_EXPECT_MSG_EQ(VerifyEntry(changed, key).has_value(), false, "octet " << i);
            const auto part = ByteView(octets).SubView(0, i);
            NS_TEST_EXPECT_MSG_EQ(VerifyEntry(part, key).has_value(), false, "cut at " << i);
        }
    }
};

/// Messages of CONNECT and topics.
class MessageTest : public TestCase
{
  public:
    MessageTest()
        : TestCase("what clients with cards write into packets is read strictly")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool published : {true, false})
        {
            CheckConnect({published, CardReading::OR_1});
            CheckConnect({published, CardReading::OR_2});
        }
        CheckWill();
    }

    /// @param form how the handshake is run
    void CheckConnect(CardForm form)
    {
        const bool isLong = !form.published && form.reading == CardReading::OR_2;
        const bool hasProof = form.published || form.reading == CardReading::OR_2;
        Connect connect;
        CardConnect written{{1, 2}, Bytes(isLong ? 24 : 16, 3), 5, {}, isLong, {}};
        written.point = Bytes(isLong ? 65 : 0, 4);
        written.proof = Bytes(hasProof ? 64 : 0, 6);
        WriteCardConnect(connect, written, form);
        const auto content = ReadCardConnect(connect, form);
        NS_TEST_ASSERT_MSG_EQ(content.has_value(), true, "it is read");
        NS_TEST_EXPECT_MSG_EQ((content->nonce == written.nonce), true, "N_D");
        NS_TEST_EXPECT_MSG_EQ((content->point == written.point), true, "E_D");
        NS_TEST_EXPECT_MSG_EQ((content->proof == written.proof), true, "proof");
        NS_TEST_EXPECT_MSG_EQ(content->hasWill, isLong, "will");
        NS_TEST_EXPECT_MSG_EQ(content->time, (form.published ? 5 : 0), "T");
        const CardForm other{!form.published, form.reading};
        NS_TEST_EXPECT_MSG_EQ(ReadCardConnect(connect, other).has_value(), false, "other form");
        const auto refuse = [&](auto change) {
            Connect changed = connect;
            change(changed);
            NS_TEST_EXPECT_MSG_EQ(ReadCardConnect(changed, form).has_value(), false, "no");
        };
        refuse([](Connect& c) { c.clientId = "0102"; });
        refuse([](Connect& c) { c.clientId = "ABCDEF0102030405"; });
        refuse([](Connect& c) { c.clientId = "xxxxxxxxxxxxxxxx"; });
        refuse([](Connect& c) { c.userName.reset(); });
        refuse([](Connect& c) { c.userName = "?"; });
        refuse([](Connect& c) { *c.userName += "AAAA"; });
        refuse([](Connect& c) { c.password = ByteView("====").ToBytes(); });
    }

    /// Wills and outcomes.
    void CheckWill()
    {
        const auto message = std::make_shared<const Message>(Message{"a/b", {1, 2}});
        std::optional<Will> will = Will{message, Qos::EXACTLY_ONCE, true};
        const Bytes octets = EncodeCardWill(will);
        std::optional<Will> read;
        NS_TEST_ASSERT_MSG_EQ(DecodeCardWill(octets, read), true, "it is read");
        NS_TEST_EXPECT_MSG_EQ((EncodeCardWill(read) == octets), true, "the same");
        NS_TEST_EXPECT_MSG_EQ(DecodeCardWill({}, read), true, "none");
        NS_TEST_EXPECT_MSG_EQ(read.has_value(), false, "none");
        for (const Bytes& wrong : {Bytes{3, 0, 1, 'a'},
                                   Bytes{8, 0, 1, 'a'},
                                   Bytes{0},
                                   Bytes{0, 0, 0},
                                   Bytes{0, 0, 2, 'a'},
                                   Bytes{0, 0, 1, '#'},
                                   Bytes{0, 0, 1, 0xff}})
        {
            NS_TEST_EXPECT_MSG_EQ(DecodeCardWill(wrong, read), false, "not a will");
        }
        NS_TEST_EXPECT_MSG_EQ(DecodeCardOutcome(Bytes{1, 0})->sessionPresent, true, "present");
        for (const Bytes& wrong : {Bytes{}, Bytes{0}, Bytes{2, 0}, Bytes{0, 6}, Bytes{0, 0, 0}})
        {
            NS_TEST_EXPECT_MSG_EQ(DecodeCardOutcome(wrong).has_value(), false, "no outcome");
        }
    }
};

/// @param scene scene
/// @return questions that the broker has asked
std::size_t
CountQuestions(const SchemeScene& scene)
{
    const auto& transcript = scene.wire.transcript;
    return static_cast<std::size_t>(
        std::count_if(transcript.begin(), transcript.end(), [](const Parcel& parcel) {
            return parcel.service == KeyRepository::SERVICE && parcel.fromOpener;
        }));
}

/// A client that comes again and again.
/// @param scene scene
/// @return whether the broker asks once as long as the entry is good
bool
Keep(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    for (int i = 0; i < 3; ++i)
    {
        alice.Lose();
        scene.wire.Advance(std::chrono::seconds(3));
        scene.Check(alice.IsReady(), "alice is back");
    }
    const bool once = CountQuestions(scene) == 1;
    scene.wire.Advance(std::chrono::hours(1));
    alice.Lose();
    scene.wire.Advance(std::chrono::seconds(3));
    scene.Check(alice.IsReady(), "alice is back after an hour");
    scene.Check(CountQuestions(scene) == (once ? 2 : 5), "an old entry is not good");
    return once;
}

/// An entry that was recorded, after it has expired.
/// @param scene scene
/// @return whether the broker believes it
bool
ReplayEntry(SchemeScene& scene)
{
    auto& alice = scene.AddClient("alice");
    scene.Settle();
    Bytes recorded;
    for (const Parcel& parcel : scene.wire.transcript)
    {
        recorded = parcel.service == KeyRepository::SERVICE && !parcel.fromOpener ? parcel.octets
                                                                                  : recorded;
    }
    scene.wire.Advance(std::chrono::hours(2));
    scene.wire.hook = [&](Parcel& parcel) {
        if (parcel.service == KeyRepository::SERVICE && !parcel.fromOpener)
        {
            parcel.octets = recorded;
        }
    };
    alice.Lose();
    scene.wire.Advance(std::chrono::seconds(20));
    const bool believed = alice.IsReady();
    scene.wire.hook = nullptr;
    scene.wire.Advance(std::chrono::seconds(40));
    scene.Check(alice.IsReady(), "alice is back");
    return believed;
}

/// The channel to the repository breaks, or says nonsense.
/// @param scene scene
/// @return true
bool
Break(SchemeScene& scene)
{
    int answers = 0;
    scene.wire.hook = [&](Parcel& parcel) {
        if (parcel.service != KeyRepository::SERVICE || parcel.fromOpener)
        {
            return;
        }
        switch (answers++)
        {
        case 0:
            parcel.octets = {1, 2, 3};
            break;
        case 1:
            parcel.octets.clear();
            break;
        case 2:
            parcel.octets.pop_back();
            break;
        case 3:
            scene.wire.Cut(parcel.stream);
            parcel.dropped = true;
            break;
        default:
            break;
        }
    };
    auto& alice = scene.AddClient("alice");
    scene.wire.Advance(std::chrono::seconds(10));
    scene.Check(answers == 5, "asked until the answer makes sense");
    scene.Check(alice.IsReady(), "alice is ready then");
    const auto eve = scene.Enter(KeyRepository::SERVICE);
    eve->Say(ByteView(Bytes{1, 2, 3}));
    scene.Check(eve->closed, "who asks nonsense is cut");
    const auto mallory = scene.Enter(KeyRepository::SERVICE);
    mallory->Say(ByteView(Bytes(8, 9)));
    scene.Check(mallory->answers == std::vector<Bytes>{{0}}, "a number that nobody has");
    return true;
}

} // namespace

std::vector<TestCase*>
MakeCardRepositoryTests()
{
    std::vector<TestCase*> tests{new EntryTest, new MessageTest};
    for (const std::string scheme : {"smart-card", "smart-card:published"})
    {
        const bool sound = scheme == "smart-card";
        tests.push_back(new SchemeSceneTest("the broker keeps a key", scheme, Keep, sound));
        tests.push_back(
            new SchemeSceneTest("an old entry is believed", scheme, ReplayEntry, !sound));
        tests.push_back(new SchemeSceneTest("the repository may say nonsense", scheme, Break));
    }
    return tests;
}

} // namespace ns3::mqtt::test

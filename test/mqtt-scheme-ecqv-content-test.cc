// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-members.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-ecqv-messages.h"
#include "ns3/mqtt-ecqv-pairwise.h"
#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt::test
{

namespace
{

/// How many octets the scheme adds to packets.
class EcqvSizeTest : public TestCase
{
  public:
    EcqvSizeTest()
        : TestCase("ecqv: octets as in the paper's Tables 1 to 4")
    {
    }

  private:
    void DoRun() override;
};

void
EcqvSizeTest::DoRun()
{
    RecordingMeter meter;
    SeededRandom random(MakeSeed(42));
    CryptoScope scope(meter, random, NOW);
    EcqvForm form = MakeForm(true, EcqvOption::CONFIDENTIAL);
    form.encoding = PointEncoding::HEXADECIMAL;
    const EcScalar scalar = form.curve->MakeRandomScalar();
    const EcPoint point = form.curve->MultiplyBase(scalar);
    const EcqvPairwise pairwise(form, {EcqvId{}, point, point, 0, point}, Secret(Bytes(32)));

    NS_TEST_EXPECT_MSG_EQ(Encode(EcqvRequest{point, point, 0, {}}, form).size(), 132, "CONNECT");
    NS_TEST_EXPECT_MSG_EQ(Encode(EcqvAnswer{point, scalar, 0}, form).size(), 98, "CONNACK");
    NS_TEST_EXPECT_MSG_EQ(pairwise.SealConfirmation(scalar, {}, EcqvRole::PUBLISHER).size(),
                          48,
                          "SUBSCRIBE");
    EcqvStatement statement;
    statement.publishersKey = point;
    const EcqvUpdate update{{{statement, pairwise.SealGroupKey(scalar, {})}}, {}};
    const Bytes suback = EncodeUpdate(update, EcqvRole::PUBLISHER, form);
    NS_TEST_EXPECT_MSG_EQ(suback.size(), 98, "SUBACK without a list");
    const auto read = DecodeUpdate(suback, EcqvRole::PUBLISHER, 32, form);
    NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "SUBACK");
    NS_TEST_EXPECT_MSG_EQ((read->keys[0].statement.publishersKey == point), true, "Q_P");
    NS_TEST_EXPECT_MSG_EQ(bool(read->keys[0].statement.subscribersKey), false, "Q_S is not told");
    NS_TEST_EXPECT_MSG_EQ(read->change.whole, true, "the list is whole");
}

/// What the authority says of a group, and its signature.
class EcqvStatementTest : public TestCase
{
  public:
    EcqvStatementTest()
        : TestCase("ecqv: signed statements")
    {
    }

  private:
    void DoRun() override;
};

void
EcqvStatementTest::DoRun()
{
    RecordingMeter meter;
    SeededRandom random(MakeSeed(43));
    CryptoScope scope(meter, random, NOW);
    const EcqvForm form = MakeForm(false, EcqvOption::CONFIDENTIAL);
    const EllipticCurve& curve = *form.curve;
    const EcScalar key = curve.MakeRandomScalar();
    const EcPoint publicKey = curve.MultiplyBase(key);
    const auto makePoint = [&curve]() { return curve.MultiplyBase(curve.MakeRandomScalar()); };
    const EcqvId group{1};
    EcqvStatement statement{1, NOW, makePoint(), makePoint(), makePoint(), {}, {}, {}};
    statement.publishersDigest = RandomBytes(32);
    statement.subscribersDigest = RandomBytes(32);
    SignStatement(statement, group, key, publicKey, form);
    const auto isGood = [&](const EcqvStatement& told) {
        return VerifyStatement(told, group, publicKey, form);
    };
    NS_TEST_EXPECT_MSG_EQ(isGood(statement), true, "as signed");
    NS_TEST_EXPECT_MSG_EQ(VerifyStatement(statement, {2}, publicKey, form), false, "other group");
    NS_TEST_EXPECT_MSG_EQ(VerifyStatement(statement, group, makePoint(), form), false, "other CA");

    using Change = std::function<void(EcqvStatement&)>;
    const std::vector<Change> changes{
        [](EcqvStatement& told) { ++told.epoch; },
        [](EcqvStatement& told) { ++told.expiry; },
        [&](EcqvStatement& told) { told.authorityPoint = makePoint(); },
        [&](EcqvStatement& told) { told.publishersKey = makePoint(); },
        [](EcqvStatement& told) { std::swap(told.publishersKey, told.subscribersKey); },
        [](EcqvStatement& told) { told.publishersDigest[31] ^= 1; },
        [](EcqvStatement& told) { std::swap(told.publishersDigest, told.subscribersDigest); },
        [&](EcqvStatement& told) { told.signature.commitment = makePoint(); },
        [&](EcqvStatement& told) { told.signature.commitment = curve.GetInfinity(); },
        [&](EcqvStatement& told) { told.signature.response = curve.MakeRandomScalar(); },
        [](EcqvStatement& told) { told.signature = {}; },
    };
    for (std::size_t i = 0; i < changes.size(); ++i)
    {
        EcqvStatement told = statement;
        changes[i](told);
        NS_TEST_EXPECT_MSG_EQ(isGood(told), false, "change " << i);
    }
}

/// An update that holds more epochs than it can count.
class EcqvLongUpdateTest : public TestCase
{
  public:
    EcqvLongUpdateTest()
        : TestCase("ecqv: an update of many epochs holds the newest")
    {
    }

  private:
    void DoRun() override;
};

void
EcqvLongUpdateTest::DoRun()
{
    RecordingMeter meter;
    SeededRandom random(MakeSeed(44));
    CryptoScope scope(meter, random, NOW);
    const EcqvForm form = MakeForm(false, EcqvOption::CONFIDENTIAL);
    const EcScalar scalar = form.curve->MakeRandomScalar();
    const EcPoint point = form.curve->MultiplyBase(scalar);
    const Bytes digest(32);
    EcqvUpdate update;
    for (std::uint32_t epoch = 1; epoch <= 300; ++epoch)
    {
        update.keys.push_back(
            {{epoch, NOW, point, point, point, digest, digest, {point, scalar}}, {}});
    }
    const Bytes octets = EncodeUpdate(update, EcqvRole::PUBLISHER, form);
    const auto read = DecodeUpdate(octets, EcqvRole::PUBLISHER, 0, form);
    NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "can be read");
    NS_TEST_EXPECT_MSG_EQ(read->keys.size(), 255, "keys");
    NS_TEST_EXPECT_MSG_EQ(read->keys.front().statement.epoch, 46, "oldest");
    NS_TEST_EXPECT_MSG_EQ(read->keys.back().statement.epoch, 300, "newest");
}

} // namespace

std::vector<TestCase*>
MakeEcqvContentTests()
{
    return {new EcqvSizeTest, new EcqvStatementTest, new EcqvLongUpdateTest};
}

} // namespace ns3::mqtt::test

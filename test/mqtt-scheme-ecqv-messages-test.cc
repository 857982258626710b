// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-members.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-ecqv-messages.h"
#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt::test
{

namespace
{

/// Reads octets and writes what they said; nothing if they cannot be read.
using Rewrite = std::function<std::optional<Bytes>(ByteView)>;

/// A message of some kind.
struct Sample
{
    std::string name;        ///< of the kind
    Bytes octets;            ///< as written
    Rewrite rewrite;         ///< reads and writes that kind
    bool isOpenEnded{false}; ///< ends with octets or entries that nothing counts
};

/// @param form form
/// @param read reads a kind of message
/// @return reads and writes it
template <class Read>
Rewrite
MakeRewrite(const EcqvForm& form, Read read)
{
    return [&form, read](ByteView octets) -> std::optional<Bytes> {
        const auto message = read(octets, form);
        return message ? std::optional(Encode(*message, form)) : std::nullopt;
    };
}

/// Messages in octets.
class EcqvCodecTest : public TestCase
{
  public:
    EcqvCodecTest()
        : TestCase("ecqv: messages")
    {
    }

  private:
    void DoRun() override;

    /// @param form form
    void RunWith(const EcqvForm& form);

    /// @return a random point
    EcPoint MakePoint() const;

    /// @return a random identity
    EcqvId MakeId() const;

    /// @return a random member
    EcqvMember MakeMember() const;

    /// @param isSigned whether there is a signature and all that it is over
    /// @return a random statement
    EcqvStatement MakeStatement(bool isSigned = true) const;

    /// @param nKeys keys
    /// @return a random update
    EcqvUpdate MakeUpdate(std::size_t nKeys) const;

    /// @return messages between clients and brokers
    std::vector<Sample> MakePacketSamples() const;

    /// @return messages between broker and authority
    std::vector<Sample> MakeChannelSamples() const;

    /// Nothing but the whole message can be read.
    /// @param sample message
    void CheckLengths(const Sample& sample);

    /// What garbage is read as is written as the same garbage.
    /// @param sample message that is changed
    void CheckGarbage(const Sample& sample);

    EcqvForm m_form; ///< form
};

void
EcqvCodecTest::DoRun()
{
    RecordingMeter meter;
    SeededRandom random(MakeSeed(41));
    CryptoScope scope(meter, random, NOW);
    for (const bool published : {false, true})
    {
        EcqvForm form = MakeForm(published, EcqvOption::CONFIDENTIAL);
        for (const auto encoding :
             {PointEncoding::COMPRESSED, PointEncoding::UNCOMPRESSED, PointEncoding::HEXADECIMAL})
        {
            form.encoding = encoding;
            RunWith(form);
        }
        form.curve = &EllipticCurve::Get(EllipticCurve::SECP256K1);
        RunWith(form);
    }
}

void
EcqvCodecTest::RunWith(const EcqvForm& form)
{
    m_form = form;
    auto samples = MakePacketSamples();
    for (Sample& sample : MakeChannelSamples())
    {
        samples.push_back(std::move(sample));
    }
    for (const Sample& sample : samples)
    {
        const auto again = sample.rewrite(sample.octets);
        NS_TEST_ASSERT_MSG_EQ(again.has_value(), true, Describe(form) << ": " << sample.name);
        NS_TEST_EXPECT_MSG_EQ((*again == sample.octets), true, sample.name << " again");
        CheckLengths(sample);
        CheckGarbage(sample);
    }
}

EcPoint
EcqvCodecTest::MakePoint() const
{
    return m_form.curve->MultiplyBase(m_form.curve->MakeRandomScalar());
}

EcqvId
EcqvCodecTest::MakeId() const
{
    EcqvId id{};
    const Bytes octets = RandomBytes(id.size());
    std::copy(octets.begin(), octets.end(), id.begin());
    return id;
}

EcqvMember
EcqvCodecTest::MakeMember() const
{
    return {MakeId(), MakePoint(), MakePoint(), m_form.published ? 0 : NOW, MakePoint()};
}

EcqvStatement
EcqvCodecTest::MakeStatement(bool isSigned) const
{
    EcqvStatement statement{0x01020304, NOW, MakePoint(), MakePoint(), MakePoint(), {}, {}, {}};
    if (isSigned)
    {
        statement.publishersDigest = RandomBytes(32);
        statement.subscribersDigest = RandomBytes(32);
        statement.signature = {MakePoint(), m_form.curve->MakeRandomScalar()};
    }
    return statement;
}

EcqvUpdate
EcqvCodecTest::MakeUpdate(std::size_t nKeys) const
{
    EcqvUpdate update;
    for (std::size_t i = 0; i < nKeys; ++i)
    {
        update.keys.push_back({MakeStatement(), RandomBytes(48)});
    }
    update.change.whole = m_form.published;
    update.change.added = {MakeMember(), MakeMember()};
    if (!m_form.published)
    {
        update.change.removed = {MakeId()};
    }
    return update;
}

std::vector<Sample>
EcqvCodecTest::MakePacketSamples() const
{
    const EcqvForm& form = m_form;
    const EcScalar scalar = form.curve->MakeRandomScalar();
    const EcqvRequest request{MakePoint(), MakePoint(), 7, RandomBytes(16)};
    const EcqvAnswer answer{MakePoint(), scalar, NOW};
    const auto rewriteTrailer = [&form](ByteView octets) -> std::optional<Bytes> {
        const auto message = DecodeConnectTrailer(octets, form);
        return message ? std::visit(
                             [&form](const auto& trailer) -> std::optional<Bytes> {
                                 return Encode(trailer, form);
                             },
                             *message)
                       : std::nullopt;
    };
    std::vector<Sample> samples{
        {"request", Encode(request, form), rewriteTrailer},
        {"answer", Encode(answer, form), MakeRewrite(form, DecodeAnswer)},
    };
    if (!form.published)
    {
        samples.push_back(
            {"return", Encode(EcqvReturn{INT64_MAX, RandomBytes(16)}, form), rewriteTrailer});
    }
    for (const EcqvRole role : {EcqvRole::PUBLISHER, EcqvRole::SUBSCRIBER})
    {
        const auto rewrite = [&form, role](ByteView octets) -> std::optional<Bytes> {
            const auto update = DecodeUpdate(octets, role, 48, form);
            return update ? std::optional(EncodeUpdate(*update, role, form)) : std::nullopt;
        };
        const EcqvUpdate update = MakeUpdate(form.published ? 1 : 2);
        samples.push_back({"update", EncodeUpdate(update, role, form), rewrite, form.published});
    }
    return samples;
}

std::vector<Sample>
EcqvCodecTest::MakeChannelSamples() const
{
    const EcqvForm& form = m_form;
    const auto rewrite = [&form](ByteView octets) -> std::optional<Bytes> {
        const auto message = DecodeChannelMessage(octets, form);
        return message ? std::optional(EncodeChannelMessage(*message, form)) : std::nullopt;
    };
    const auto role = EcqvRole::SUBSCRIBER;
    const std::vector<EcqvChannelMessage> messages{
        EcqvForward{1, MakeId(), RandomBytes(5)},
        EcqvClaim{2, MakeId(), role, RandomBytes(5)},
        EcqvDeparture{MakeId()},
        EcqvIssued{3, RandomBytes(5)},
        EcqvRefusal{4, "no"},
        EcqvRosterNews{role, {true, {MakeMember()}, {}}},
        EcqvRosterNews{role, {false, {MakeMember(), MakeMember()}, {MakeId(), MakeId()}}},
        EcqvNewEpoch{MakeStatement(!form.published)},
        EcqvKeys{role, 9, {{MakeId(), RandomBytes(48)}, {EcqvId{}, RandomBytes(60)}}},
        EcqvGranted{UINT64_MAX},
    };
    std::vector<Sample> samples;
    for (const auto& message : messages)
    {
        const std::size_t kind = message.index();
        const bool isOpenEnded = kind == 0 || kind == 1 || kind == 3 || kind == 4;
        samples.push_back({"channel message " + std::to_string(kind),
                           EncodeChannelMessage(message, form),
                           rewrite,
                           isOpenEnded});
    }
    return samples;
}

void
EcqvCodecTest::CheckLengths(const Sample& sample)
{
    const auto check = [&](ByteView octets) {
        const auto again = sample.rewrite(octets);
        // An open end may be shorter or longer, but means just what it says.
        const bool right =
            sample.isOpenEnded ? !again || *again == octets.ToBytes() : !again.has_value();
        NS_TEST_EXPECT_MSG_EQ(right,
                              true,
                              Describe(m_form) << ": " << sample.name << " of " << octets.size()
                                               << " octets, not " << sample.octets.size());
    };
    for (std::size_t size = 0; size < sample.octets.size(); ++size)
    {
        check(ByteView(sample.octets).SubView(0, size));
    }
    Bytes more = sample.octets;
    more.push_back(0);
    check(more);
}

void
EcqvCodecTest::CheckGarbage(const Sample& sample)
{
    const auto draw = [](std::size_t limit) {
        const Bytes octets = RandomBytes(2);
        return (octets[0] * 256U + octets[1]) % limit;
    };
    for (int i = 0; i < 40; ++i)
    {
        Bytes garbage = i < 30 ? sample.octets : RandomBytes(draw(300));
        if (!garbage.empty())
        {
            garbage[draw(garbage.size())] = static_cast<std::uint8_t>(draw(256));
        }
        const auto again = sample.rewrite(garbage);
        NS_TEST_EXPECT_MSG_EQ((!again || *again == garbage),
                              true,
                              Describe(m_form) << ": garbage as " << sample.name);
    }
}

} // namespace

std::vector<TestCase*>
MakeEcqvMessageTests()
{
    return {new EcqvCodecTest};
}

} // namespace ns3::mqtt::test

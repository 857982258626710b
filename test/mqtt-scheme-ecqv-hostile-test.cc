// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-members.h"
#include "mqtt-scheme-scene.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-ecqv-authority.h"
#include "ns3/mqtt-ecqv-fields.h"

namespace ns3::mqtt::test
{

namespace
{

/// @return every option and reading, and some encodings and curves
std::vector<EcqvForm>
MakeHostileForms()
{
    std::vector<EcqvForm> forms = MakeAllForms();
    for (EcqvForm form : MakeForms(false))
    {
        form.encoding = PointEncoding::HEXADECIMAL;
        forms.push_back(form);
        form.encoding = PointEncoding::UNCOMPRESSED;
        form.curve = &EllipticCurve::Get(EllipticCurve::SECP256K1);
        forms.push_back(form);
    }
    return forms;
}

/// One octet after the other.
class EcqvFlipTest : public EcqvFormTest
{
  public:
    EcqvFlipTest()
        : EcqvFormTest("ECQV messages: no octet may be changed, left out or added",
                       MakeHostileForms())
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        const Bytes sealed = members.Seal(Get(members, EcqvRole::PUBLISHER), MakePayload(21));
        NS_TEST_ASSERT_MSG_EQ(members.IsAccepted(reader, sealed), true, Describe(members.form));
        for (std::size_t i = 0; i < sealed.size(); ++i)
        {
            Bytes changed = sealed;
            changed[i] ^= static_cast<std::uint8_t>(1U << m_generator() % 8);
            Refuse(members, reader, changed, "changed", i);
            changed.erase(changed.begin() + static_cast<long>(i));
            Refuse(members, reader, changed, "left out", i);
            changed = sealed;
            changed.insert(changed.begin() + static_cast<long>(i), sealed[i] ^ 0x5a);
            Refuse(members, reader, changed, "added", i);
        }
        Bytes longer = sealed;
        longer.push_back(0);
        Refuse(members, reader, longer, "added", sealed.size());
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, sealed, "room/2"),
                              members.form.published,
                              "another topic");
    }

    /// @param members group
    /// @param reader opens
    /// @param sealed changed message
    /// @param how it was changed
    /// @param place where
    void Refuse(EcqvMembers& members,
                EcqvParty& reader,
                const Bytes& sealed,
                const char* how,
                std::size_t place)
    {
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, sealed),
                              false,
                              Describe(members.form) << ", octet " << place << " " << how);
        const EcqvOpened opened = members.Open(reader, sealed);
        NS_TEST_EXPECT_MSG_EQ((opened.payload.empty() || opened.verdict == EcqvOpened::OPENED),
                              true,
                              "nothing is told of what is refused");
    }
};

/// Octets at random.
class EcqvFuzzTest : public EcqvFormTest
{
  public:
    EcqvFuzzTest()
        : EcqvFormTest("ECQV messages: 4,000 of random octets, cut short or put together",
                       MakeHostileForms())
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        EcqvGroupView stranger(members.form, members.id, members.authorityPoint, 2);
        const Bytes first = members.Seal(Get(members, EcqvRole::PUBLISHER, 0), MakePayload(30));
        const Bytes second = members.Seal(Get(members, EcqvRole::PUBLISHER, 1), MakePayload(300));
        for (int i = 0; i < 290; ++i)
        {
            const Bytes sealed = MakeCase(first, second, members);
            for (const EcqvRole side : {EcqvRole::PUBLISHER, EcqvRole::SUBSCRIBER})
            {
                members.Verify(sealed, side);
                members.envelope->Verify(side, "", sealed, stranger, NOW);
                members.envelope->Open(side, "", sealed, stranger, NOW);
                members.envelope->Open(side, EcqvMembers::TOPIC, sealed, reader.view, NOW);
            }
            const bool isSame = sealed == first || sealed == second;
            const bool isClearing = sealed.empty() && members.form.published;
            NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, sealed),
                                  (isSame || isClearing),
                                  Describe(members.form) << ", case " << i);
        }
    }

    /// @param first good message
    /// @param second good message
    /// @param members group
    /// @return octets
    Bytes MakeCase(const Bytes& first, const Bytes& second, const EcqvMembers& members)
    {
        const std::size_t cut = m_generator() % (first.size() + 1);
        Bytes sealed(first.begin(), first.begin() + static_cast<long>(cut));
        switch (m_generator() % 4)
        {
        case 0:
            return sealed;
        case 1:
            sealed = GetView(members.id).ToBytes();
            AppendParts(sealed, {MakePayload(m_generator() % 300)});
            return sealed;
        case 2:
            AppendParts(sealed, {ByteView(second).SubView(m_generator() % second.size())});
            return sealed;
        default:
            return MakePayload(m_generator() % 200);
        }
    }
};

/// What a message may say that is well signed and wrong all the same.
class EcqvMisfitTest : public EcqvFormTest
{
  public:
    EcqvMisfitTest()
        : EcqvFormTest("ECQV messages: other groups, expired certificates, strangers",
                       MakeForms(false))
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        EcqvParty& brief = members.Join(EcqvRole::PUBLISHER, NOW);
        NS_TEST_ASSERT_MSG_EQ(members.Renew(), true, Describe(members.form));
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, members.Seal(brief, MakePayload(5))),
                              false,
                              "expired certificate");
        // A subscriber that seals as a publisher has the wrong keys.
        EcqvParty liar = Get(members, EcqvRole::SUBSCRIBER, 1);
        liar.role = EcqvRole::PUBLISHER;
        const Bytes forged = members.Seal(liar, MakePayload(5));
        NS_TEST_EXPECT_MSG_EQ((!forged.empty() && members.IsAccepted(reader, forged)),
                              false,
                              "the wrong side");
        EcqvParty other = Get(members, EcqvRole::PUBLISHER);
        other.sender.id = Get(members, EcqvRole::PUBLISHER, 1).sender.id;
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, members.Seal(other, MakePayload(5))),
                              false,
                              "in the name of another publisher");
        EcqvMembers elsewhere(members.form);
        EcqvParty& visitor = elsewhere.Join(EcqvRole::PUBLISHER);
        elsewhere.Join(EcqvRole::SUBSCRIBER);
        NS_TEST_ASSERT_MSG_EQ(elsewhere.Renew() && elsewhere.Renew(), true, "another authority");
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, elsewhere.Seal(visitor, MakePayload(5))),
                              false,
                              "of another authority");
    }
};

/// A record of the authority says that it is longer than it is, so that the broker waits for the
/// rest, and takes all that follows for it.
/// @param scene with an ECQV scheme
/// @return whether devices get in all the same
bool
StretchRecord(SchemeScene& scene)
{
    bool done = false;
    scene.wire.hook = [&done](Parcel& parcel) {
        constexpr std::size_t lengthOffset = 3;
        const bool isAnswer = parcel.service == EcqvAuthority::SERVICE && !parcel.fromOpener;
        if (isAnswer && !std::exchange(done, true))
        {
            parcel.octets.at(lengthOffset) ^= 0x10;
        }
    };
    auto& bob = scene.AddSubscriber("bob", "a");
    scene.wire.Advance(std::chrono::minutes(2));
    return done && bob.IsReady();
}

} // namespace

std::vector<TestCase*>
MakeEcqvHostileTests()
{
    return {new EcqvFlipTest,
            new EcqvFuzzTest,
            new EcqvMisfitTest,
            new SchemeSceneTest("a record of the authority that seems longer",
                                "ecqv-conf",
                                StretchRecord)};
}

} // namespace ns3::mqtt::test

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-members.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-ecqv-fields.h"
#include "ns3/mqtt-primitives.h"

#include <utility>

namespace ns3::mqtt::test
{

namespace
{

/// @return every option, reading, curve and encoding in both forms
std::vector<EcqvForm>
MakeEveryForm()
{
    std::vector<EcqvForm> forms;
    for (EcqvForm form : MakeAllForms())
    {
        for (const auto curve : {EllipticCurve::P256, EllipticCurve::SECP256K1})
        {
            for (const auto encoding : {PointEncoding::COMPRESSED,
                                        PointEncoding::UNCOMPRESSED,
                                        PointEncoding::HEXADECIMAL})
            {
                form.curve = &EllipticCurve::Get(curve);
                form.encoding = encoding;
                forms.push_back(form);
            }
        }
    }
    return forms;
}

/// @param size octets
/// @return the same padded to blocks
std::size_t
Pad(std::size_t size)
{
    return size / 16 * 16 + 16;
}

/// @param form form
/// @param size octets of a payload
/// @return octets of the message
std::size_t
GetSealedSize(const EcqvForm& form, std::size_t size)
{
    const std::size_t point = EllipticCurve::GetPointSize(form.encoding);
    if (!form.published)
    {
        switch (form.option)
        {
        case EcqvOption::AUTHENTICATED:
            return 45 + size + point + 32;
        case EcqvOption::CONFIDENTIAL:
            return 45 + 16 + size + 16 + point + 32;
        default:
            return 29 + point + (16 + size + point + 32) + 16 + point + 32;
        }
    }
    switch (form.option)
    {
    case EcqvOption::AUTHENTICATED:
        return 40 + size + point + 32;
    case EcqvOption::CONFIDENTIAL:
        return 40 + Pad(size) + point + 32;
    default:
        return 24 + point + 32 +
               (form.reading == EcqvReading::RC ? Pad(size + 16) + 48 : Pad(size + 48));
    }
}

/// From every member to the other side.
class EcqvRoundTripTest : public EcqvFormTest
{
  public:
    EcqvRoundTripTest()
        : EcqvFormTest("ECQV messages: round trip, in every form, curve and encoding",
                       MakeEveryForm())
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        for (const EcqvRole role : {EcqvRole::PUBLISHER, EcqvRole::SUBSCRIBER})
        {
            for (const std::size_t size : {std::size_t{0},
                                           std::size_t{1},
                                           std::size_t{16},
                                           static_cast<std::size_t>(m_generator() % 5001)})
            {
                Check(members, role, MakePayload(size));
            }
        }
    }

    /// @param members group
    /// @param role side of the sender
    /// @param payload what to seal
    void Check(EcqvMembers& members, EcqvRole role, const Bytes& payload)
    {
        const std::string what = Describe(members.form) + ", " + std::to_string(payload.size());
        EcqvParty& sender = Get(members, role, m_generator() % 2);
        const Bytes sealed = members.Seal(sender, payload);
        NS_TEST_ASSERT_MSG_EQ(sealed.size(), GetSealedSize(members.form, payload.size()), what);
        const EcqvOpened verified = members.Verify(sealed, role);
        NS_TEST_ASSERT_MSG_EQ(verified.verdict, EcqvOpened::OPENED, what << verified.reason);
        NS_TEST_EXPECT_MSG_EQ(verified.payload.empty(), true, what);
        NS_TEST_EXPECT_MSG_EQ(verified.time, members.clock, what);
        const bool isHidden = members.form.option == EcqvOption::ANONYMOUS;
        NS_TEST_EXPECT_MSG_EQ(
            (verified.sender == (isHidden ? std::nullopt : std::optional(sender.sender.id))),
            true,
            what);
        for (const std::size_t index : {0, 1})
        {
            EcqvParty& receiver = Get(members, GetCounterpart(role), index);
            const EcqvOpened opened = members.Open(receiver, sealed);
            NS_TEST_ASSERT_MSG_EQ(opened.verdict, EcqvOpened::OPENED, what << opened.reason);
            NS_TEST_EXPECT_MSG_EQ((opened.payload == payload), true, what);
            NS_TEST_EXPECT_MSG_EQ((opened.sender == sender.sender.id), true, what);
            NS_TEST_EXPECT_MSG_EQ(opened.time, members.clock, what);
        }
        const EcqvOpened other = members.Verify(sealed, GetCounterpart(role));
        const bool isUnseen = members.form.published && members.form.reading == EcqvReading::RB;
        NS_TEST_EXPECT_MSG_EQ((other.verdict == EcqvOpened::OPENED), isUnseen, "as the other kind");
    }
};

/// What else a message says.
class EcqvKindTest : public EcqvFormTest
{
  public:
    EcqvKindTest()
        : EcqvFormTest("ECQV messages: QoS 0 and the clearing of retained messages", MakeAllForms())
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& sender = Get(members, EcqvRole::PUBLISHER);
        EcqvParty& receiver = Get(members, EcqvRole::SUBSCRIBER);
        const bool isSound = !members.form.published;
        for (const bool clears : {false, true})
        {
            EcqvParcel parcel;
            parcel.topic = EcqvMembers::TOPIC;
            parcel.time = ++members.clock;
            parcel.lossy = true;
            parcel.clears = clears;
            const auto sealed = members.envelope->Seal(sender.sender, parcel, sender.view);
            NS_TEST_ASSERT_MSG_EQ(sealed.has_value(), true, Describe(members.form));
            NS_TEST_EXPECT_MSG_EQ(sealed->empty(), (clears && !isSound), "goes unsealed");
            for (const EcqvOpened& opened :
                 {members.Verify(*sealed), members.Open(receiver, *sealed)})
            {
                NS_TEST_EXPECT_MSG_EQ(opened.verdict, EcqvOpened::OPENED, opened.reason);
                NS_TEST_EXPECT_MSG_EQ(opened.lossy, isSound, Describe(members.form));
                NS_TEST_EXPECT_MSG_EQ(opened.clears, clears, Describe(members.form));
            }
        }
        // Anybody clears as printed.
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(receiver, {}), !isSound, "from an outsider");
    }
};

/// Old and new keys.
class EcqvEpochTest : public EcqvFormTest
{
  public:
    EcqvEpochTest()
        : EcqvFormTest("ECQV messages: old epochs, new members, members that left",
                       MakeForms(false))
    {
    }

  private:
    using Verdict = EcqvOpened::Verdict;

    void Script(EcqvMembers& members) override
    {
        EcqvParty& sender = Get(members, EcqvRole::PUBLISHER);
        EcqvParty& leaver = Get(members, EcqvRole::SUBSCRIBER, 0);
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER, 1);
        const Bytes payload = MakePayload(20);
        const Bytes first = members.Seal(sender, payload);
        members.Leave(leaver);
        EcqvParty& newcomer = members.Join(EcqvRole::SUBSCRIBER);
        NS_TEST_ASSERT_MSG_EQ(members.Renew(), true, Describe(members.form));
        const Bytes second = members.Seal(sender, payload);
        const Bytes departing = members.Seal(Get(members, EcqvRole::PUBLISHER, 1), payload);
        Expect(members, leaver, second, Verdict::UNKNOWN_EPOCH, "forward secrecy");
        Expect(members, newcomer, first, Verdict::REJECTED, "backward secrecy");
        Expect(members, newcomer, second, Verdict::OPENED, "newcomer");
        Expect(members, reader, first, Verdict::OPENED, "old epoch");
        Expect(members, reader, second, Verdict::OPENED, "new epoch");
        NS_TEST_EXPECT_MSG_EQ(members.Verify(first).verdict, Verdict::OPENED, "old at the broker");
        members.Leave(Get(members, EcqvRole::PUBLISHER, 1));
        NS_TEST_ASSERT_MSG_EQ(members.Renew(), true, Describe(members.form));
        Expect(members, reader, departing, Verdict::OPENED, "from somebody who has left since");
        const Bytes third = members.Seal(Get(members, EcqvRole::PUBLISHER, 1), payload);
        Expect(members, reader, third, Verdict::OPENED, "in the last epoch of its own, meanwhile");
        members.broker.ForgetOld();
        reader.view.ForgetOld();
        for (const Bytes& sealed : {first, second, departing, third})
        {
            Expect(members, reader, sealed, Verdict::REJECTED, "forgotten");
            NS_TEST_EXPECT_MSG_EQ(members.Verify(sealed).verdict,
                                  Verdict::REJECTED,
                                  "at the broker");
        }
        members.clock = members.GetStatement().expiry * std::int64_t{1'000'000'000};
        NS_TEST_EXPECT_MSG_EQ(members.Seal(sender, payload).empty(), true, "expired keys");
        EcqvGroupView empty(members.form, members.id, members.authorityPoint, 1);
        EcqvParcel parcel;
        NS_TEST_EXPECT_MSG_EQ(members.envelope->Seal(sender.sender, parcel, empty).has_value(),
                              false,
                              "no keys");
    }

    /// @param members group
    /// @param party opens
    /// @param sealed message
    /// @param verdict expected
    /// @param what is tried
    void Expect(EcqvMembers& members,
                EcqvParty& party,
                const Bytes& sealed,
                Verdict verdict,
                const std::string& what)
    {
        const auto opened = members.Open(party, sealed);
        NS_TEST_EXPECT_MSG_EQ(opened.verdict, verdict, Describe(members.form) << what);
    }
};

/// As printed the newest keys are tried first.
class EcqvPublishedEpochTest : public EcqvFormTest
{
  public:
    EcqvPublishedEpochTest()
        : EcqvFormTest("ECQV messages as printed: older keys are tried", MakeForms(true))
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& sender = Get(members, EcqvRole::PUBLISHER);
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        const Bytes payload = MakePayload(20);
        std::vector<Bytes> sealed;
        for (int i = 0; i < 4; ++i)
        {
            sealed.push_back(members.Seal(sender, payload));
            members.Join(i % 2 ? EcqvRole::SUBSCRIBER : EcqvRole::PUBLISHER);
            NS_TEST_ASSERT_MSG_EQ(members.Renew(), true, Describe(members.form));
        }
        for (std::size_t i = 0; i < sealed.size(); ++i)
        {
            // Four epochs are remembered. Without a secret there is nothing to forget.
            const bool isOpened = i > 0 || members.form.option == EcqvOption::AUTHENTICATED;
            NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, sealed[i]),
                                  isOpened,
                                  Describe(members.form) << ", message " << i);
        }
    }
};

/// A client on both sides.
class EcqvBothSidesTest : public EcqvFormTest
{
  public:
    EcqvBothSidesTest()
        : EcqvFormTest("ECQV messages: a client on both sides reads its own", MakeAllForms())
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& publisher = Get(members, EcqvRole::PUBLISHER);
        EcqvParty& subscriber = Get(members, EcqvRole::SUBSCRIBER);
        const Bytes payload = MakePayload(33);
        for (int i = 0; i < 2; ++i)
        {
            // What the subscriber is told goes into the publisher's view as well.
            EcqvParty both = publisher;
            both.role = EcqvRole::SUBSCRIBER;
            EcqvUpdate update = members.MakeUpdate(subscriber);
            update.change = members.broker.GetRoster(EcqvRole::PUBLISHER).GetChangeSince(0);
            for (int repeat = 0; repeat < 2; ++repeat)
            {
                NS_TEST_EXPECT_MSG_EQ(members.Tell(both, update), "", Describe(members.form));
            }
            both.role = EcqvRole::PUBLISHER;
            const Bytes message = members.Seal(both, payload);
            both.role = EcqvRole::SUBSCRIBER;
            NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(both, message), true, Describe(members.form));
            NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(subscriber, message), true, "by others");
            both.role = EcqvRole::PUBLISHER;
            const Bytes query = members.Seal(subscriber, payload);
            NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(both, query), true, Describe(members.form));
            members.Join(EcqvRole::PUBLISHER);
            NS_TEST_ASSERT_MSG_EQ(members.Renew(), true, Describe(members.form));
        }
    }
};

/// Messages of options 1 and 2 put together by hand.
class EcqvLayoutTest : public EcqvFormTest
{
  public:
    EcqvLayoutTest()
        : EcqvFormTest("ECQV messages: layout, and what signatures and keys are made of",
                       {MakeForm(false, EcqvOption::AUTHENTICATED),
                        MakeForm(false, EcqvOption::CONFIDENTIAL)})
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        const std::int64_t second = 1'000'000'000;
        const std::int64_t expiry = members.GetStatement().expiry;
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        const Bytes sealed = SealByHand(members, expiry * second - 1);
        const EcqvOpened opened = members.Open(reader, sealed);
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, sealed), true, Describe(members.form));
        NS_TEST_EXPECT_MSG_EQ((opened.payload == Bytes{'a', 'b', 'c'}), true, "payload");
        NS_TEST_EXPECT_MSG_EQ(opened.lossy, true, "kind");
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, SealByHand(members, expiry * second)),
                              false,
                              "of a time when its epoch was over");
    }

    /// @param members group
    /// @param time T
    /// @return message of the first publisher
    static Bytes SealByHand(const EcqvMembers& members, std::int64_t time)
    {
        const EcqvSender& sender = members.parties.front().sender;
        const EllipticCurve& curve = members.curve;
        Bytes header = GetView(members.id).ToBytes();
        AppendParts(header, {Bytes{2, 0, 0, 0, 1}, GetView(sender.id), EncodeNumber(time)});
        Bytes content = {'a', 'b', 'c'};
        std::string_view label = "mqtt-ecqv option 1";
        if (members.form.option == EcqvOption::CONFIDENTIAL)
        {
            label = "mqtt-ecqv option 2";
            const Bytes nonce(16, 7);
            const Bytes payload = std::exchange(content, nonce);
            Bytes info;
            AppendParts(info, {ByteView(label), header});
            Bytes associated = header;
            AppendParts(associated, {ByteView(EcqvMembers::TOPIC)});
            const Secret shared = curve.Agree(sender.key, members.GetStatement().publishersKey);
            AesGcm(HkdfSha256(shared.Get(), nonce, info, AesGcm::KEY_SIZE).Get())
                .Seal(Bytes(12), associated, payload, content);
        }
        const auto signature = SignSchnorr(curve, sender.key, [&](const EcPoint& commitment) {
            return curve.Reduce(Sha256({ByteView(label),
                                        curve.Encode(commitment, PointEncoding::COMPRESSED),
                                        curve.Encode(sender.publicKey, PointEncoding::COMPRESSED),
                                        header,
                                        Bytes{0, 6},
                                        ByteView(EcqvMembers::TOPIC),
                                        content}));
        });
        AppendParts(header, {content, EncodeSignature(members.form, signature)});
        return header;
    }
};

} // namespace

std::vector<TestCase*>
MakeEcqvEnvelopeTests()
{
    return {new EcqvRoundTripTest,
            new EcqvKindTest,
            new EcqvEpochTest,
            new EcqvPublishedEpochTest,
            new EcqvBothSidesTest,
            new EcqvLayoutTest};
}

} // namespace ns3::mqtt::test

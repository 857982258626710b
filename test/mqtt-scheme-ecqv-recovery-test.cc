// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-capture.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-ecqv-fields.h"
#include "ns3/mqtt-primitives.h"

namespace ns3::mqtt::test
{

namespace
{

/// @return option 3 in all readings, and in the sound form
std::vector<EcqvForm>
MakeAnonymousForms()
{
    return {MakeForm(true, EcqvOption::ANONYMOUS, EcqvReading::RA),
            MakeForm(true, EcqvOption::ANONYMOUS, EcqvReading::RB),
            MakeForm(true, EcqvOption::ANONYMOUS, EcqvReading::RC),
            MakeForm(false, EcqvOption::ANONYMOUS)};
}

/// What is done with keys that were found out.
class EcqvRecoveryTest : public EcqvFormTest
{
  public:
    using EcqvFormTest::EcqvFormTest;

  protected:
    /// Complains unless a message with a recovered key is accepted as printed, and refused in the
    /// sound form.
    /// @param members group
    /// @param recovered what should be d_i
    /// @param works whether it should be
    void Impersonate(EcqvMembers& members, const EcScalar& recovered, bool works)
    {
        const EcqvParty& victim = Get(members, EcqvRole::PUBLISHER);
        NS_TEST_EXPECT_MSG_EQ((recovered == victim.sender.key), works, Describe(members.form));
        EcqvParty thief = Get(members, EcqvRole::PUBLISHER, 1); // who holds d_S
        thief.sender = {victim.sender.id, recovered, members.curve.MultiplyBase(recovered)};
        const Bytes payload = MakePayload(25);
        const Bytes forged = members.Seal(thief, payload);
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        NS_TEST_EXPECT_MSG_EQ(members.IsAccepted(reader, forged), works, Describe(members.form));
        if (works)
        {
            const EcqvOpened opened = members.Open(reader, forged);
            NS_TEST_EXPECT_MSG_EQ((opened.sender == victim.sender.id && opened.payload == payload),
                                  true,
                                  "in the victim's name");
        }
    }
};

/// One nonce for two signatures and the key: another publisher solves for it.
class EcqvPublisherRecoveryTest : public EcqvRecoveryTest
{
  public:
    EcqvPublisherRecoveryTest()
        : EcqvRecoveryTest("ECQV, attack: a publisher gets payload, sender and private key from "
                           "one message",
                           MakeAnonymousForms())
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        const EllipticCurve& curve = members.curve;
        const EcqvParty& victim = Get(members, EcqvRole::PUBLISHER);
        const EcqvGroupView::Epoch& thief = *Get(members, EcqvRole::PUBLISHER, 1).view.GetNewest();
        // What a door says: reading RB makes the attacker guess, and tells it when it is right.
        const Bytes open = {'o', 'p', 'e', 'n'};
        const Bytes sealed = members.Seal(Get(members, EcqvRole::PUBLISHER), open);
        const EcqvCapture capture(members, sealed);
        int guesses = 0;
        for (const Bytes& guess : {Bytes{'s', 'h', 'u', 't'}, open})
        {
            const EcScalar nonce =
                curve.Add(capture.response,
                          curve.Multiply(capture.GetOuterChallenge(guess), *thief.subscribersKey));
            if (curve.MultiplyBase(nonce) != capture.point)
            {
                continue;
            }
            ++guesses;
            const auto inside = capture.Open(curve.Agree(nonce, thief.statement.publishersKey));
            NS_TEST_ASSERT_MSG_EQ(inside.has_value(), true, Describe(members.form));
            NS_TEST_EXPECT_MSG_EQ((inside->payload == open), true, "payload");
            NS_TEST_EXPECT_MSG_EQ((inside->sender == victim.sender.id), true, "sender");
            Impersonate(members,
                        curve.Multiply(curve.Subtract(nonce, inside->response),
                                       curve.Invert(inside->challenge)),
                        true);
        }
        const bool isGuessed = members.form.reading == EcqvReading::RB;
        NS_TEST_EXPECT_MSG_EQ(guesses,
                              (!members.form.published ? 0
                               : isGuessed             ? 1
                                                       : 2),
                              Describe(members.form));
        if (!members.form.published)
        {
            Try(members, capture, thief);
        }
    }

    /// The same sums against the sound form: they give V2's nonce and nothing else.
    /// @param members group
    /// @param capture message
    /// @param thief what the attacker knows
    void Try(EcqvMembers& members, const EcqvCapture& capture, const EcqvGroupView::Epoch& thief)
    {
        const EllipticCurve& curve = members.curve;
        const EcScalar nonce =
            curve.Add(capture.response,
                      curve.Multiply(capture.GetOuterChallenge(), *thief.subscribersKey));
        NS_TEST_EXPECT_MSG_EQ(
            capture.Open(curve.Agree(nonce, thief.statement.publishersKey)).has_value(),
            false,
            "no payload");
        // Not even with the help of a subscriber, who opens the message.
        const auto inside =
            capture.Open(curve.Agree(members.GetPrivateKey(EcqvRole::PUBLISHER), capture.point));
        NS_TEST_ASSERT_MSG_EQ(inside.has_value(), true, "layout");
        Impersonate(members,
                    curve.Multiply(curve.Subtract(nonce, inside->response),
                                   curve.Invert(inside->challenge)),
                    false);
    }
};

/// Two messages are two equations each, with four unknowns in all.
class EcqvSubscriberRecoveryTest : public EcqvRecoveryTest
{
  public:
    EcqvSubscriberRecoveryTest()
        : EcqvRecoveryTest("ECQV, attack: a subscriber gets d_S and a private key from two "
                           "messages",
                           MakeAnonymousForms())
    {
    }

  private:
    /// s1 - s2 = h2 d_S - h1 d_i
    struct Equation
    {
        EcScalar inner;      ///< h1
        EcScalar outer;      ///< h2
        EcScalar difference; ///< s1 - s2
    };

    void Script(EcqvMembers& members) override
    {
        const EllipticCurve& curve = members.curve;
        const Equation a = Observe(members);
        const Equation b = Observe(members);
        const auto cross =
            [&curve](const EcScalar& p, const EcScalar& q, const EcScalar& r, const EcScalar& s) {
                return curve.Subtract(curve.Multiply(p, q), curve.Multiply(r, s));
            };
        const EcScalar determinant = cross(a.inner, b.outer, a.outer, b.inner);
        const bool isSingular = members.form.published && members.form.reading != EcqvReading::RA;
        NS_TEST_ASSERT_MSG_EQ(determinant.IsZero(), isSingular, Describe(members.form));
        if (isSingular)
        {
            Difference(members, a, b);
            return;
        }
        const EcScalar inverse = curve.Invert(determinant);
        const EcScalar groupKey =
            curve.Multiply(inverse, cross(a.inner, b.difference, b.inner, a.difference));
        const EcScalar key =
            curve.Multiply(inverse, cross(a.outer, b.difference, b.outer, a.difference));
        const bool works = members.form.published;
        NS_TEST_EXPECT_MSG_EQ((groupKey == members.GetPrivateKey(EcqvRole::SUBSCRIBER)),
                              works,
                              Describe(members.form));
        Impersonate(members, key, works);
    }

    /// @param members group
    /// @return what a subscriber learns from a message
    Equation Observe(EcqvMembers& members)
    {
        const Bytes sealed = members.Seal(Get(members, EcqvRole::PUBLISHER), MakePayload(20));
        const EcqvCapture capture(members, sealed);
        const EcqvGroupView::Epoch& thief = *Get(members, EcqvRole::SUBSCRIBER).view.GetNewest();
        const auto inside = capture.Open(members.curve.Agree(*thief.publishersKey, capture.point));
        // What is in the challenges, or the attack proves nothing.
        const EcScalar outer = capture.GetOuterChallenge(inside->payload);
        NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(members.curve,
                                            Get(members, EcqvRole::PUBLISHER).sender.publicKey,
                                            {inside->commitment, inside->response},
                                            inside->challenge),
                              true,
                              "the sender's signature");
        NS_TEST_EXPECT_MSG_EQ(VerifySchnorr(members.curve,
                                            members.GetStatement().subscribersKey,
                                            {capture.commitment, capture.response},
                                            outer),
                              true,
                              "the group's signature");
        return {inside->challenge,
                outer,
                members.curve.Subtract(inside->response, capture.response)};
    }

    /// With h1 = h2 every message gives d_S - d_i, and no more of them give more: a key is found
    /// by who holds d_S besides.
    /// @param members group
    /// @param a from a message
    /// @param b from another
    void Difference(EcqvMembers& members, const Equation& a, const Equation& b)
    {
        const EllipticCurve& curve = members.curve;
        const EcScalar difference = curve.Multiply(a.difference, curve.Invert(a.inner));
        NS_TEST_EXPECT_MSG_EQ((difference == curve.Multiply(b.difference, curve.Invert(b.inner))),
                              true,
                              "the same");
        const EcScalar& groupKey = members.GetPrivateKey(EcqvRole::SUBSCRIBER);
        Impersonate(members, curve.Subtract(groupKey, difference), true);
        NS_TEST_EXPECT_MSG_EQ(IsForged(members, difference),
                              (members.form.reading == EcqvReading::RB),
                              Describe(members.form));
    }

    /// In reading RB the difference is enough: with h = H(M, T, ID_G) chosen first and any s1, Z =
    /// s1 G + h Q_i and s2 = s1 - h (d_S - d_i) fit both signatures, and d_P Z gives the key. In
    /// reading RC h depends on the ciphertext and so on Z: one would have to guess it.
    /// @param members group
    /// @param difference d_S - d_i
    /// @return whether a message made of it is accepted
    bool IsForged(EcqvMembers& members, const EcScalar& difference)
    {
        const EllipticCurve& curve = members.curve;
        const EcqvParty& victim = Get(members, EcqvRole::PUBLISHER);
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER, 1);
        const Bytes payload = MakePayload(12);
        const Bytes time = EncodeNumber(++members.clock);
        const EcScalar challenge = curve.Reduce(Sha256({payload, time, GetView(members.id)}));
        const Secret inner = curve.MakeRandomScalar().Encode();
        const EcScalar response = *curve.DecodeScalar(inner.Get());
        const EcPoint point = curve.MultiplyAdd(response, challenge, victim.sender.publicKey);
        const Secret shared =
            curve.Agree(*Get(members, EcqvRole::SUBSCRIBER).view.GetNewest()->publishersKey, point);
        const Bytes key = Sha256({shared.Get(), time});
        Bytes text = payload;
        AppendParts(text, {GetView(victim.sender.id)});
        Bytes body;
        if (members.form.reading == EcqvReading::RC)
        {
            body = SealAesCbc(key, Bytes(16), text);
            AppendParts(body, {SealAesCbc(key, Bytes(16), inner.Get())});
        }
        else
        {
            AppendParts(text, {inner.Get()});
            body = SealAesCbc(key, Bytes(16), text);
        }
        Bytes forged = GetView(members.id).ToBytes();
        AppendParts(
            forged,
            {time,
             curve.Encode(point, members.form.encoding),
             body,
             curve.Subtract(response, curve.Multiply(challenge, difference)).Encode().Get()});
        return members.IsAccepted(reader, forged) &&
               members.Open(reader, forged).sender == victim.sender.id;
    }
};

} // namespace

std::vector<TestCase*>
MakeEcqvRecoveryTests()
{
    return {new EcqvPublisherRecoveryTest, new EcqvSubscriberRecoveryTest};
}

} // namespace ns3::mqtt::test

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

/// @return forms with each curve and encoding
std::vector<EcqvForm>
MakeShapes(bool published)
{
    std::vector<EcqvForm> forms;
    for (const auto curve : {EllipticCurve::P256, EllipticCurve::SECP256K1})
    {
        for (const auto encoding :
             {PointEncoding::COMPRESSED, PointEncoding::UNCOMPRESSED, PointEncoding::HEXADECIMAL})
        {
            forms.push_back(MakeForm(published, EcqvOption::CONFIDENTIAL));
            forms.back().curve = &EllipticCurve::Get(curve);
            forms.back().encoding = encoding;
        }
    }
    return forms;
}

/// A device and what it shares with the authority.
class PairwiseTest : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// @param form form
    virtual void RunWith(const EcqvForm& form) = 0;

    /// @param form form
    /// @param fill of the identity
    /// @return a device with a certificate that nobody issued
    static EcqvMember MakeMember(const EcqvForm& form, std::uint8_t fill)
    {
        EcqvMember member;
        member.id.fill(fill);
        member.certificate = form.curve->MultiplyBase(form.curve->Reduce(Bytes{fill}));
        member.contribution = form.curve->MultiplyBase(form.curve->Reduce(Bytes{fill, 1}));
        return member;
    }

    /// Every octet changed, and every length but the right one.
    /// @param sealed as it was sealed
    /// @param open gives whether something can be opened
    /// @return how many can be opened nonetheless
    static std::size_t CountForgeries(const Bytes& sealed,
                                      const std::function<bool(ByteView)>& open)
    {
        std::size_t nOpened{0};
        for (std::size_t i = 0; i < sealed.size(); ++i)
        {
            Bytes changed = sealed;
            changed[i] ^= 0x10;
            nOpened += open(changed) ? 1 : 0;
            nOpened += open(ByteView(sealed).SubView(0, i)) ? 1 : 0;
        }
        Bytes longer = sealed;
        longer.push_back(0);
        return nOpened + (open(longer) ? 1 : 0);
    }

    RecordingMeter m_meter; ///< what was done

  private:
    void DoRun() override
    {
        SeededRandom random(MakeSeed(51));
        CryptoScope scope(m_meter, random, NOW);
        for (const bool published : {false, true})
        {
            for (const EcqvForm& form : MakeShapes(published))
            {
                RunWith(form);
            }
        }
    }
};

/// Confirmations and group keys under the pairwise key.
class EcqvPairwiseTest : public PairwiseTest
{
  public:
    EcqvPairwiseTest()
        : PairwiseTest("ecqv: what device and authority seal for each other")
    {
    }

  private:
    void RunWith(const EcqvForm& form) override;

    /// @param form form
    /// @param pairwise keys
    void CheckBindings(const EcqvForm& form, const EcqvPairwise& pairwise);
};

void
EcqvPairwiseTest::RunWith(const EcqvForm& form)
{
    const EcScalar scalar = form.curve->MakeRandomScalar();
    const Secret shared(RandomBytes(32));
    const EcqvPairwise device(form, MakeMember(form, 1), shared);
    const EcqvPairwise authority(form, MakeMember(form, 1), shared);
    const EcqvId group{9};
    const auto role = EcqvRole::SUBSCRIBER;
    const Bytes statement{1, 2, 3};

    m_meter.Clear();
    const Bytes confirmation = device.SealConfirmation(scalar, group, role);
    const Bytes groupKey = authority.SealGroupKey(scalar, statement);
    NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(),
                          (form.published ? "aes-256-cbc 2" : "aes-128-gcm 2, random 2"),
                          "no arithmetic of points");
    NS_TEST_EXPECT_MSG_EQ(confirmation.size(), (form.published ? 48 : 60), "confirmation");
    NS_TEST_EXPECT_MSG_EQ(groupKey.size(), (form.published ? 32 : 60), "group key");
    const auto sum = authority.OpenConfirmation(confirmation, group, role);
    const auto key = device.OpenGroupKey(groupKey, statement);
    NS_TEST_EXPECT_MSG_EQ((sum && *sum == scalar), true, Describe(form));
    NS_TEST_EXPECT_MSG_EQ((key && *key == scalar), true, Describe(form));
    const bool isSame = device.SealConfirmation(scalar, group, role) == confirmation;
    NS_TEST_EXPECT_MSG_EQ(isSame, form.published, "as printed the same text has the same cipher");
    CheckBindings(form, device);

    const std::size_t nForged =
        CountForgeries(confirmation,
                       [&](ByteView octets) {
                           return authority.OpenConfirmation(octets, group, role).has_value();
                       }) +
        CountForgeries(groupKey, [&](ByteView octets) {
            return device.OpenGroupKey(octets, statement).has_value();
        });
    NS_TEST_EXPECT_MSG_EQ((nForged > 0), form.published, "as printed nothing is authenticated");
}

void
EcqvPairwiseTest::CheckBindings(const EcqvForm& form, const EcqvPairwise& pairwise)
{
    const EcScalar scalar = form.curve->MakeRandomScalar();
    const EcqvId group{9};
    const auto role = EcqvRole::SUBSCRIBER;
    const Bytes confirmation = pairwise.SealConfirmation(scalar, group, role);
    const Bytes groupKey = pairwise.SealGroupKey(scalar, Bytes{1});
    const auto isOpened = [&](const std::optional<EcScalar>& opened) {
        return opened.has_value() && *opened == scalar;
    };
    const bool opened[] = {
        isOpened(pairwise.OpenConfirmation(confirmation, {8}, role)),
        isOpened(pairwise.OpenConfirmation(confirmation, group, EcqvRole::PUBLISHER)),
        isOpened(pairwise.OpenGroupKey(groupKey, Bytes{2})),
    };
    for (const bool isBad : opened)
    {
        NS_TEST_EXPECT_MSG_EQ(isBad, form.published, "bound to group, side and statement");
    }
    // Directions have keys of their own.
    NS_TEST_EXPECT_MSG_EQ(isOpened(pairwise.OpenConfirmation(groupKey, group, role)), false, "way");
    NS_TEST_EXPECT_MSG_EQ(isOpened(pairwise.OpenGroupKey(confirmation, Bytes{1})), false, "way");
    const EcqvPairwise other(form, MakeMember(form, 2), Secret(Bytes(32, 7)));
    NS_TEST_EXPECT_MSG_EQ(isOpened(other.OpenGroupKey(groupKey, Bytes{1})), false, "device");
    NS_TEST_EXPECT_MSG_EQ(pairwise.GetStateSize(), (form.published ? 32 : 64), "keys");
}

/// Group keys for members without the pairwise key.
class EcqvTransportTest : public PairwiseTest
{
  public:
    EcqvTransportTest()
        : PairwiseTest("ecqv: group keys to public keys, and under the key before")
    {
    }

  private:
    void RunWith(const EcqvForm& form) override;
};

void
EcqvTransportTest::RunWith(const EcqvForm& form)
{
    const EllipticCurve& curve = *form.curve;
    const EcScalar key = curve.MakeRandomScalar();
    const EcScalar recipient = curve.MakeRandomScalar();
    const EcPoint publicKey = curve.MultiplyBase(recipient);
    const Bytes statement{1, 2, 3};
    const Bytes sealed = SealGroupKeyTo(form, key, publicKey, statement);
    const auto open = [&](ByteView octets) {
        return OpenGroupKeyWith(form, recipient, octets, statement, publicKey);
    };
    NS_TEST_EXPECT_MSG_EQ(sealed.size(),
                          EllipticCurve::GetPointSize(form.encoding) + 48,
                          Describe(form));
    NS_TEST_EXPECT_MSG_EQ((open(sealed) == key), true, Describe(form));
    NS_TEST_EXPECT_MSG_EQ((OpenGroupKeyWith(form, recipient, sealed, statement) == key),
                          true,
                          "without the public key at hand");
    const auto stranger = OpenGroupKeyWith(form, key, sealed, statement);
    NS_TEST_EXPECT_MSG_EQ((stranger == key), false, "another device");
    const bool isMoved = OpenGroupKeyWith(form, recipient, sealed, Bytes{4}) == key;
    NS_TEST_EXPECT_MSG_EQ(isMoved, form.published, "bound to the statement");
    const auto count = [&](const Bytes& octets, const auto& opens) {
        return CountForgeries(octets, [&](ByteView forged) { return opens(forged).has_value(); });
    };
    NS_TEST_EXPECT_MSG_EQ((count(sealed, open) > 0), form.published, "authenticated");

    if (form.published)
    {
        const Bytes renewal = SealRenewal(form, key, recipient);
        NS_TEST_EXPECT_MSG_EQ(renewal.size(), 48, "a renewal");
        NS_TEST_EXPECT_MSG_EQ((OpenRenewal(form, renewal, recipient) == key), true, "a renewal");
        NS_TEST_EXPECT_MSG_EQ((OpenRenewal(form, renewal, key) == key), false, "another key");
        const auto openRenewal = [&](ByteView octets) {
            return OpenRenewal(form, octets, recipient);
        };
        NS_TEST_EXPECT_MSG_GT(count(renewal, openRenewal), 0, "not authenticated");
    }
}

/// Proofs of requests and returns.
class EcqvProofTest : public PairwiseTest
{
  public:
    EcqvProofTest()
        : PairwiseTest("ecqv: proofs of enrolment and of return")
    {
    }

  private:
    void RunWith(const EcqvForm& form) override;
};

void
EcqvProofTest::RunWith(const EcqvForm& form)
{
    const EcqvMember member = MakeMember(form, 1);
    const EcqvMember other = MakeMember(form, 2);
    const Secret secret(RandomBytes(32));
    const EcqvRequest request{member.certificate, member.contribution, 5, {}};
    const Bytes proof = ProveRequest(secret, member.id, request, form);
    NS_TEST_EXPECT_MSG_EQ(proof.size(), ECQV_PROOF_SIZE, "proof");
    NS_TEST_EXPECT_MSG_EQ((ProveRequest(secret, member.id, request, form) == proof), true, "same");
    std::vector<EcqvRequest> requests(3, request);
    requests[0].request = other.certificate;
    requests[1].contribution = other.contribution;
    requests[2].time = 6;
    for (const EcqvRequest& changed : requests)
    {
        const bool isSame = ProveRequest(secret, member.id, changed, form) == proof;
        NS_TEST_EXPECT_MSG_EQ(isSame, false, "every field counts");
    }
    const bool isForOther = ProveRequest(secret, other.id, request, form) == proof;
    NS_TEST_EXPECT_MSG_EQ(isForOther, false, "the identity counts");
    const bool isByOther = ProveRequest(Secret(Bytes(32)), member.id, request, form) == proof;
    NS_TEST_EXPECT_MSG_EQ(isByOther, false, "the secret counts");
    if (!form.published)
    {
        const EcqvPairwise pairwise(form, member, secret);
        const Bytes comeback = pairwise.ProveReturn(member.id, 5);
        NS_TEST_EXPECT_MSG_EQ(comeback.size(), ECQV_PROOF_SIZE, "proof");
        NS_TEST_EXPECT_MSG_EQ((pairwise.ProveReturn(member.id, 6) == comeback), false, "time");
        NS_TEST_EXPECT_MSG_EQ((pairwise.ProveReturn(other.id, 5) == comeback), false, "identity");
        EcqvMember renewed = member;
        renewed.certificate = other.certificate;
        const bool isOld =
            EcqvPairwise(form, renewed, secret).ProveReturn(member.id, 5) == comeback;
        NS_TEST_EXPECT_MSG_EQ(isOld, false, "the certificate counts");
    }
}

} // namespace

std::vector<TestCase*>
MakeEcqvPairwiseTests()
{
    return {new EcqvPairwiseTest, new EcqvTransportTest, new EcqvProofTest};
}

} // namespace ns3::mqtt::test

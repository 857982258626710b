// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-ecqv-members.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-ecqv-fields.h"
#include "ns3/mqtt-primitives.h"
#include "ns3/mqtt-time-windows.h"

namespace ns3::mqtt::test
{

namespace
{

/// @param option level of protection
/// @return both forms of it
std::vector<EcqvForm>
MakeBoth(EcqvOption option)
{
    return {MakeForm(true, option), MakeForm(false, option)};
}

/// Attacks of those who hold no key at all, by public keys and by what passes on the wire.
class EcqvOutsiderTest : public EcqvFormTest
{
  public:
    using EcqvFormTest::EcqvFormTest;

  protected:
    /// A message of option 1 or 2 by nobody: s at random, V = s G + h Q with h = H(content, T,
    /// ID_G), as it is printed.
    /// @param members group
    /// @param victim in whose name
    /// @param content payload or ciphertext
    /// @param time T
    /// @return message
    static Bytes ForgePublished(const EcqvMembers& members,
                                const EcqvParty& victim,
                                ByteView content,
                                std::int64_t time)
    {
        const EcScalar challenge =
            members.curve.Reduce(Sha256({content, EncodeNumber(time), GetView(members.id)}));
        Bytes sealed = GetView(members.id).ToBytes();
        AppendParts(sealed, {GetView(victim.sender.id), EncodeNumber(time), content});
        AppendParts(sealed, {MakeSignature(members, victim, challenge)});
        return sealed;
    }

    /// The same where the challenge holds V: it is that of another V, for want of a better one.
    /// @param members group
    /// @param victim in whose name
    /// @param honest message of the victim, whose header and content are taken
    /// @return message
    static Bytes ForgeSound(const EcqvMembers& members, const EcqvParty& victim, Bytes honest)
    {
        const Bytes digest = Sha256({honest});
        honest.resize(honest.size() - GetSignatureSize(members.form));
        AppendParts(honest, {MakeSignature(members, victim, members.curve.Reduce(digest))});
        return honest;
    }

    /// @param members group
    /// @param victim in whose name
    /// @param challenge h
    /// @return V, s
    static Bytes MakeSignature(const EcqvMembers& members,
                               const EcqvParty& victim,
                               const EcScalar& challenge)
    {
        SchnorrSignature signature;
        signature.response = members.curve.MakeRandomScalar();
        signature.commitment =
            members.curve.MultiplyAdd(signature.response, challenge, victim.sender.publicKey);
        return EncodeSignature(members.form, signature);
    }

    /// Complains unless what is accepted as printed is refused in the sound form.
    /// @param members group
    /// @param sealed message
    /// @param payload that should be read
    /// @param what is tried
    /// @param topic that it comes with
    void Judge(EcqvMembers& members,
               const Bytes& sealed,
               const Bytes& payload,
               const std::string& what,
               const std::string& topic = EcqvMembers::TOPIC)
    {
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        const bool isAccepted = members.IsAccepted(reader, sealed, topic) &&
                                members.Open(reader, sealed, topic).payload == payload;
        NS_TEST_EXPECT_MSG_EQ(isAccepted,
                              members.form.published,
                              Describe(members.form) << ": " << what);
    }
};

/// The challenge of option 1 leaves V out.
class EcqvForgeryTest : public EcqvOutsiderTest
{
  public:
    EcqvForgeryTest()
        : EcqvOutsiderTest("ECQV, attack: an outsider signs for any publisher",
                           MakeBoth(EcqvOption::AUTHENTICATED))
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        const EcqvParty& victim = Get(members, EcqvRole::PUBLISHER);
        EcqvParty copy = victim;
        for (int i = 0; i < 20; ++i)
        {
            const Bytes payload = MakePayload(m_generator() % 100);
            const Bytes honest = members.Seal(copy, payload);
            const Bytes forged = members.form.published
                                     ? ForgePublished(members, victim, payload, ++members.clock)
                                     : ForgeSound(members, victim, honest);
            Judge(members, forged, payload, "forged");
            Judge(members, honest, payload, "under another topic", "room/2");
            Replay(members, victim, honest, payload);
        }
    }

    /// The windows of times stop replays in both forms, and forged times get past them.
    /// @param members group
    /// @param victim sender
    /// @param honest message
    /// @param payload of it
    void Replay(EcqvMembers& members,
                const EcqvParty& victim,
                const Bytes& honest,
                const Bytes& payload)
    {
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        const EcqvOpened opened = members.Open(reader, honest);
        TimeWindows windows;
        NS_TEST_EXPECT_MSG_EQ(windows.Take(*opened.sender, false, opened.time), true, "first");
        NS_TEST_EXPECT_MSG_EQ(windows.Take(*opened.sender, false, opened.time), false, "replay");
        Bytes again = honest;
        if (members.form.published)
        {
            again = ForgePublished(members, victim, payload, opened.time + 1);
        }
        else
        {
            ++again[44]; // the last octet of T
        }
        Judge(members, again, payload, "the same with another time");
        const EcqvOpened replayed = members.Open(reader, again);
        NS_TEST_EXPECT_MSG_EQ(
            (replayed.sender && windows.Take(*replayed.sender, false, replayed.time)),
            members.form.published,
            "past the windows");
    }
};

/// Option 2 without authentication of the ciphertext, and with a key for each T.
class EcqvCiphertextTest : public EcqvOutsiderTest
{
  public:
    EcqvCiphertextTest()
        : EcqvOutsiderTest("ECQV, attack: an outsider flips chosen bits of a payload; same T, "
                           "same key",
                           MakeBoth(EcqvOption::CONFIDENTIAL))
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        EcqvParty& victim = Get(members, EcqvRole::PUBLISHER);
        const Bytes payload = MakePayload(64);
        const Bytes honest = members.Seal(victim, payload);
        const std::size_t content = members.form.published ? 40 : 45 + 16;
        // The bit of the third block is chosen, the second is lost.
        Bytes changed = honest;
        changed[content + 16] ^= 0x80;
        Bytes expected = payload;
        expected[32] ^= 0x80;
        if (members.form.published)
        {
            const ByteView ciphertext = ByteView(changed).SubView(40, 80);
            changed = ForgePublished(members, victim, ciphertext, members.clock);
        }
        else
        {
            changed = ForgeSound(members, victim, changed);
        }
        EcqvParty& reader = Get(members, EcqvRole::SUBSCRIBER);
        const EcqvOpened opened = members.Open(reader, changed);
        std::copy_n(opened.payload.begin(),
                    std::min<std::size_t>(32, opened.payload.size()),
                    expected.begin());
        Judge(members, changed, expected, "flipped bit");
        SameKey(members, victim);
        Insider(members, victim);
    }

    /// Two messages with the same T and the same beginning.
    /// @param members group
    /// @param victim seals both
    void SameKey(EcqvMembers& members, EcqvParty& victim)
    {
        Bytes payload = MakePayload(48);
        const Bytes first = members.Seal(victim, payload);
        payload[40] ^= 1;
        --members.clock;
        const Bytes second = members.Seal(victim, payload);
        const std::size_t content = members.form.published ? 40 : 45 + 16;
        const auto equal = [&](std::size_t from, std::size_t to) {
            return std::equal(first.begin() + static_cast<long>(content + from),
                              first.begin() + static_cast<long>(content + to),
                              second.begin() + static_cast<long>(content + from));
        };
        NS_TEST_EXPECT_MSG_EQ(equal(0, 32),
                              members.form.published,
                              "a wire-tapper sees what is the same");
        NS_TEST_EXPECT_MSG_EQ(equal(32, 48), false, "and what is not");
    }

    /// A subscriber knows the key of every publisher, d_P Q_i, and writes what it likes.
    /// @param members group
    /// @param victim in whose name
    void Insider(EcqvMembers& members, EcqvParty& victim)
    {
        const EcScalar& groupKey = members.GetPrivateKey(EcqvRole::PUBLISHER);
        const Secret shared = members.curve.Agree(groupKey, victim.sender.publicKey);
        const Bytes payload = MakePayload(30);
        Bytes forged = members.Seal(victim, payload);
        const std::int64_t time = ++members.clock;
        if (members.form.published)
        {
            const Bytes key = Sha256({shared.Get(), EncodeNumber(time)});
            forged = ForgePublished(members, victim, SealAesCbc(key, Bytes(16), payload), time);
        }
        else
        {
            forged = ForgeSound(members, victim, forged);
        }
        Judge(members, forged, payload, "by a subscriber, in a publisher's name");
    }
};

/// Outsiders and option 3 as printed: the broker lets pass what no receiver opens.
class EcqvOuterForgeryTest : public EcqvFormTest
{
  public:
    EcqvOuterForgeryTest()
        : EcqvFormTest("ECQV, attack: an outsider signs for the group, and the broker forwards",
                       [] {
                           auto forms = MakeForms(true);
                           forms.erase(forms.begin(), forms.begin() + 2);
                           return forms;
                       }())
    {
    }

  private:
    void Script(EcqvMembers& members) override
    {
        const Bytes body = MakePayload(96);
        const std::int64_t time = ++members.clock;
        const bool isSeparate = members.form.reading == EcqvReading::RC;
        const ByteView hashed = ByteView(body).SubView(0, isSeparate ? 48 : 96);
        const EcScalar challenge =
            members.curve.Reduce(Sha256({hashed, EncodeNumber(time), GetView(members.id)}));
        const EcScalar response = members.curve.MakeRandomScalar();
        const EcPoint point =
            members.curve.MultiplyAdd(response, challenge, members.GetStatement().subscribersKey);
        Bytes forged = GetView(members.id).ToBytes();
        AppendParts(forged,
                    {EncodeNumber(time),
                     members.curve.Encode(point, members.form.encoding),
                     body,
                     response.Encode().Get()});
        NS_TEST_EXPECT_MSG_EQ(members.Verify(forged).verdict,
                              EcqvOpened::OPENED,
                              Describe(members.form));
        NS_TEST_EXPECT_MSG_EQ(members.Open(Get(members, EcqvRole::SUBSCRIBER), forged).verdict,
                              EcqvOpened::REJECTED,
                              Describe(members.form));
    }
};

} // namespace

std::vector<TestCase*>
MakeEcqvFlawTests()
{
    return {new EcqvForgeryTest, new EcqvCiphertextTest, new EcqvOuterForgeryTest};
}

} // namespace ns3::mqtt::test

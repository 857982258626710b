// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-key-exchange-publisher.h"
#include "ns3/mqtt-key-exchange-subscriber.h"

/// @file
/// The parts of the key exchange: cryptography of a client, publisher and subscriber.

namespace ns3::mqtt::test
{

namespace
{

/// All forms of the exchange.
const std::vector<ExchangeForm> FORMS{{false, false, false},
                                      {false, false, true},
                                      {false, true, false},
                                      {false, true, true},
                                      {true, false, false},
                                      {true, false, true},
                                      {true, true, false},
                                      {true, true, true}};

/// @param form a form
/// @return it in words
std::string
Describe(const ExchangeForm& form)
{
    return std::string(form.rsa ? "RSA" : "ECDH") + (form.freshKeys ? ", fresh" : "") +
           (form.authenticated ? ", authenticated" : "");
}

/// @param octets something
/// @param index of an octet
/// @return the same with a bit of that octet flipped
Bytes
Flip(ByteView octets, std::size_t index)
{
    Bytes changed = octets.ToBytes();
    changed[index] ^= 1;
    return changed;
}

/// Publisher 1, subscriber 2, and 3 who may do neither.
struct Trio
{
    /// @param exchangeForm form of the exchange
    explicit Trio(const ExchangeForm& exchangeForm)
        : form(exchangeForm),
          directory(std::make_shared<ExchangeDirectory>())
    {
        for (const char* name : {"alice", "bob", "mallory"})
        {
            ExchangeMember& member = directory->Enter(name);
            member.number = directory->GetNumber(name);
            member.role = {member.number == 1, member.number == 2};
            parties.push_back(ExchangeParty::Create(form, member.number));
            member.publicKey = parties.back()->GetPublicKey().ToBytes();
            member.fingerprint = Sha256({member.publicKey});
        }
        directory->Begin();
    }

    /// @return alice at work
    ExchangePublisher MakePublisher() const
    {
        return {1, directory, *parties[0], 3};
    }

    /// @return bob at work
    ExchangeSubscriber MakeSubscriber() const
    {
        return {2, directory, *parties[1], 3};
    }

    ExchangeForm form;                                   ///< of the exchange
    std::shared_ptr<ExchangeDirectory> directory;        ///< of the three
    std::vector<std::unique_ptr<ExchangeParty>> parties; ///< their cryptography
};

/// @param publish a request
/// @return it
KeyRequest
ReadRequest(const Publish& publish)
{
    return *DecodeKeyRequest(publish.message->payload);
}

/// The cryptography of clients in all forms.
class ExchangePartyTest : public PrimitiveTest
{
  public:
    ExchangePartyTest()
        : PrimitiveTest(
              "key exchange: only who should opens, nothing changed passes, what it costs")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        for (const auto& form : FORMS)
        {
            CheckForm(form);
            CheckCosts(form);
        }
    }

    /// @param form of the exchange
    void CheckForm(const ExchangeForm& form)
    {
        const std::string what = Describe(form);
        const auto alice = ExchangeParty::Create(form, 1);
        const auto bob = ExchangeParty::Create(form, 2);
        const auto mallory = ExchangeParty::Create(form, 4); // RSA's fresh pair of 2 is that of 3
        const Bytes bobPrint = Sha256({bob->GetPublicKey()});
        const Bytes key(EXCHANGE_KEY_SIZE, 0x5a);
        const Bytes context{1, 2, 3};
        const Bytes offerContext{4, 5};
        const Bytes offer = bob->Offer(offerContext);
        alice->Renew();
        const auto seal = [&](ByteView someOffer, ByteView someContext) {
            return alice->Seal(someOffer, bobPrint, someContext, context, key);
        };
        const auto sealed = seal(offer, offerContext);
        NS_TEST_ASSERT_MSG_EQ(sealed.has_value(), true, what);
        NS_TEST_EXPECT_MSG_EQ(sealed->size(), alice->GetSealedSize(), what);
        const auto opened = bob->Open(*sealed, context);
        NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, what);
        NS_TEST_EXPECT_MSG_EQ(ToHex(opened->Get()), ToHex(key), what);
        NS_TEST_EXPECT_MSG_EQ(bob->Open(*sealed, offerContext).has_value(), false, what);
        mallory->Offer(offerContext);
        NS_TEST_EXPECT_MSG_EQ(mallory->Open(*sealed, context).has_value(), false, what);
        for (std::size_t i = 0; i < sealed->size(); i += 5)
        {
            NS_TEST_EXPECT_MSG_EQ(bob->Open(Flip(*sealed, i), context).has_value(), false, i);
        }
        for (const std::size_t size : {std::size_t{0}, std::size_t{10}, sealed->size() - 1})
        {
            NS_TEST_EXPECT_MSG_EQ(
                bob->Open(ByteView(*sealed).SubView(0, size), context).has_value(),
                false,
                what << size);
            NS_TEST_EXPECT_MSG_EQ(
                seal(ByteView(offer).SubView(0, size % offer.size()), offerContext).has_value(),
                false,
                what << size);
        }
        // An impostor's own offer, and one of which a part is the impostor's.
        const bool fooled = seal(mallory->Offer(offerContext), offerContext).has_value();
        NS_TEST_EXPECT_MSG_EQ(fooled, !form.authenticated, what);
        if (form.authenticated && form.freshKeys)
        {
            CheckMixedOffer(*bob, *mallory, *alice);
        }
        if (form.rsa && form.freshKeys && form.authenticated)
        {
            NS_TEST_EXPECT_MSG_EQ(seal(offer, context).has_value(), false, "offer out of place");
        }
    }

    /// Mallory puts its own fresh key behind bob's long-term key.
    /// @param bob whom it plays
    /// @param mallory who does
    /// @param alice who is to fall for it
    void CheckMixedOffer(ExchangeParty& bob, ExchangeParty& mallory, const ExchangeParty& alice)
    {
        const Bytes key(EXCHANGE_KEY_SIZE, 0x5a);
        const Bytes context{9};
        Bytes mixed = mallory.Offer(context);
        const ByteView own = bob.GetPublicKey();
        std::copy(own.begin(), own.end(), mixed.begin());
        const auto sealed = alice.Seal(mixed, Sha256({own}), context, context, key);
        NS_TEST_EXPECT_MSG_EQ((sealed && mallory.Open(*sealed, context)), false, "mixed offer");
    }

    /// @param form of the exchange
    void CheckCosts(const ExchangeForm& form)
    {
        const auto alice = ExchangeParty::Create(form, 1);
        const auto bob = ExchangeParty::Create(form, 2);
        const Bytes print = Sha256({bob->GetPublicKey()});
        const std::string digest = form.authenticated ? ", sha-256 1" : "";
        const bool signs = form.rsa && form.freshKeys && form.authenticated;
        m_meter.Clear();
        const Bytes offer = bob->Offer({});
        const std::string generation = !form.freshKeys ? ""
                                       : form.rsa      ? "rsa-2048-keygen 1"
                                                       : "ec-keygen-p256 1";
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(),
                              generation + (signs ? ", rsa-2048-private 1" : ""),
                              Describe(form) << ": offer");
        m_meter.Clear();
        alice->Renew();
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), (form.rsa ? "" : "ec-keygen-p256 1"), "renewal");
        m_meter.Clear();
        const auto sealed = alice->Seal(offer, print, {}, {}, Bytes(EXCHANGE_KEY_SIZE, 1));
        const std::string agreements = form.freshKeys && form.authenticated ? "2" : "1";
        NS_TEST_EXPECT_MSG_EQ(
            m_meter.GetList(),
            form.rsa ? (signs ? "rsa-2048-public 2" : "rsa-2048-public 1") + digest
                     : "aes-128-gcm 1, ecdh-p256 " + agreements + ", hkdf-sha256 2" + digest,
            Describe(form) << ": seal");
        m_meter.Clear();
        bob->Open(*sealed, {});
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(),
                              form.rsa
                                  ? "rsa-2048-private 1"
                                  : "aes-128-gcm 1, ecdh-p256 " + agreements + ", hkdf-sha256 2",
                              Describe(form) << ": open");
        m_meter.Clear();
        const Bytes signature = alice->Sign(Bytes{1});
        NS_TEST_EXPECT_MSG_EQ(signature.size(), alice->GetSignatureSize(), Describe(form));
        NS_TEST_EXPECT_MSG_EQ(bob->Verify(alice->GetPublicKey(), Bytes{1}, signature), true, "own");
        NS_TEST_EXPECT_MSG_EQ(bob->Verify(bob->GetPublicKey(), Bytes{1}, signature),
                              !form.authenticated,
                              "another's");
    }
};

/// A publisher.
class ExchangePublisherTest : public PrimitiveTest
{
  public:
    ExchangePublisherTest()
        : PrimitiveTest("key exchange: whom a publisher answers, with which keys, how it renews")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        for (const auto& form : FORMS)
        {
            const Trio trio(form);
            CheckAnswers(trio);
            CheckRenewal(trio);
        }
    }

    /// @param trio who is there
    void CheckAnswers(const Trio& trio)
    {
        const mqtt::Duration now{5};
        auto alice = trio.MakePublisher();
        auto bob = trio.MakeSubscriber();
        auto request = ReadRequest(bob.AskAll(false));
        const auto count = [&](const KeyRequest& asked) { return alice.Answer(asked, now).size(); };
        KeyRequest other = request;
        other.publisher = 3;
        NS_TEST_EXPECT_MSG_EQ(count(other), 0, "for another publisher");
        for (const std::uint32_t number : {1, 3, 4})
        {
            other = request;
            other.subscriber = number;
            NS_TEST_EXPECT_MSG_EQ(count(other), 0, "of client " << number);
        }
        other = request;
        other.key = 1;
        NS_TEST_EXPECT_MSG_EQ(count(other), 0, "a key by number before any was given");
        other = request;
        other.offer.pop_back();
        NS_TEST_EXPECT_MSG_EQ(count(other), 0, "a broken offer");
        NS_TEST_EXPECT_MSG_EQ(alice.GetNSubscribers(), 0, "none has a key");
        NS_TEST_EXPECT_MSG_EQ(count(request), 1, "asked");
        NS_TEST_EXPECT_MSG_EQ(count(request), 0, "asked again in the same words");
        NS_TEST_EXPECT_MSG_EQ(count(ReadRequest(bob.AskAll(false))), 0, "the same once more");
        NS_TEST_EXPECT_MSG_EQ(count(ReadRequest(bob.AskAll(true))), 1, "asked anew");
        alice.ForgetAnswers(now + mqtt::Duration(1));
        NS_TEST_EXPECT_MSG_EQ(count(request), 0, "answered before the loss");
        alice.ForgetAnswers(now);
        NS_TEST_EXPECT_MSG_EQ(count(request), 1, "answered shortly before the loss");
    }

    /// @param trio who is there
    void CheckRenewal(const Trio& trio)
    {
        const mqtt::Duration now{5};
        auto alice = trio.MakePublisher();
        auto bob = trio.MakeSubscriber();
        const auto take = [&](const std::vector<Publish>& answers) {
            for (const auto& answer : answers)
            {
                NS_TEST_EXPECT_MSG_EQ(bob.TakeAnswer(answer.message->payload), true, "an answer");
            }
            return answers.size();
        };
        NS_TEST_EXPECT_MSG_EQ(bob.HasAll(), false, "alice is waited for");
        NS_TEST_EXPECT_MSG_EQ(bob.GetEpoch(), 0, "no key");
        NS_TEST_EXPECT_MSG_EQ(take(alice.Answer(ReadRequest(bob.AskAll(false)), now)), 1, "one");
        NS_TEST_EXPECT_MSG_EQ(bob.HasAll(), true, "alice has answered");
        NS_TEST_EXPECT_MSG_EQ(bob.GetEpoch(), 1, "first key");
        NS_TEST_EXPECT_MSG_EQ(alice.Renew(), true, "a second key");
        NS_TEST_EXPECT_MSG_EQ(alice.Renew(), false, "not before all have it");
        NS_TEST_EXPECT_MSG_EQ(alice.GetCurrent(), 1, "in use");
        const Bytes early = alice.Seal("a", Bytes{1}, SealKind::LOSSY);
        const auto lost = alice.PushNext();
        NS_TEST_ASSERT_MSG_EQ(lost.has_value(), true, "for bob");
        NS_TEST_EXPECT_MSG_EQ(alice.PushNext().has_value(), false, "for nobody else");
        alice.Switch();
        const Bytes late = alice.Seal("a", Bytes{2}, SealKind::LOSSY);
        NS_TEST_EXPECT_MSG_EQ(int(bob.Open("a", early).verdict), 0, "under the first key");
        NS_TEST_EXPECT_MSG_EQ(int(bob.Open("a", late).verdict), 1, "under the second");
        NS_TEST_EXPECT_MSG_EQ(bob.IsMissing(), true, "is missing");
        const auto asked = bob.AskMissing();
        NS_TEST_ASSERT_MSG_EQ(asked.size(), 1, "one key");
        NS_TEST_EXPECT_MSG_EQ(asked[0].retain, false, "of no use to others");
        NS_TEST_EXPECT_MSG_EQ(take(alice.Answer(ReadRequest(asked[0]), now)), 1, "the second key");
        NS_TEST_EXPECT_MSG_EQ(bob.IsMissing(), false, "here it is");
        NS_TEST_EXPECT_MSG_EQ(bob.TakeAnswer(lost->message->payload), false, "known already");
        const auto opened = bob.Open("a", late);
        NS_TEST_EXPECT_MSG_EQ(ToHex(opened.payload), "02", "opened");
        NS_TEST_EXPECT_MSG_EQ(int(bob.Open("a", late).verdict), 2, "a replay");
        NS_TEST_EXPECT_MSG_EQ(int(bob.Open("b", late).verdict), 2, "of another topic");
        // Between making and using a key, who asks is given both.
        alice.Renew();
        NS_TEST_EXPECT_MSG_EQ(alice.Answer(ReadRequest(bob.AskAll(true)), now).size(), 2, "both");
    }
};

/// A subscriber.
class ExchangeSubscriberTest : public PrimitiveTest
{
  public:
    ExchangeSubscriberTest()
        : PrimitiveTest("key exchange: which answers a subscriber believes")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        for (const auto& form : FORMS)
        {
            CheckForm(Trio(form));
        }
    }

    /// @param trio who is there
    void CheckForm(const Trio& trio)
    {
        const std::string what = Describe(trio.form);
        auto alice = trio.MakePublisher();
        auto bob = trio.MakeSubscriber();
        const auto request = ReadRequest(bob.AskAll(false));
        const Bytes answer = alice.Answer(request, mqtt::Duration(0)).front().message->payload;
        for (const std::size_t index : {1UL, 4UL, 5UL, 8UL, 12UL, answer.size() - 1})
        {
            NS_TEST_EXPECT_MSG_EQ(bob.TakeAnswer(Flip(answer, index)), false, what << index);
        }
        NS_TEST_EXPECT_MSG_EQ(bob.TakeAnswer({}), false, what);

        // Mallory, who may not publish, makes a key and gives it out as its own, then as alice's.
        const Bytes key(EXCHANGE_KEY_SIZE, 6);
        trio.parties[2]->Renew();
        for (const std::uint32_t publisher : {3U, 1U})
        {
            const auto sealed = trio.parties[2]->Seal(request.offer,
                                                      trio.directory->Find(2)->fingerprint,
                                                      MakeOfferContext(request),
                                                      MakeSealContext(request, publisher, 9),
                                                      key);
            const KeyAnswer forged{publisher,
                                   9,
                                   *sealed,
                                   trio.parties[2]->Sign(MakeKeyStatement(publisher, 9, key))};
            NS_TEST_EXPECT_MSG_EQ(bob.TakeAnswer(Encode(forged)),
                                  (publisher == 1 && !trio.form.authenticated),
                                  what << " as " << publisher);
        }
        NS_TEST_EXPECT_MSG_EQ(bob.TakeAnswer(answer), true, what);
        NS_TEST_EXPECT_MSG_EQ(bob.TakeAnswer(answer), false, what << ": twice");

        // After a new start, an answer from before is worth nothing.
        auto again = trio.MakeSubscriber();
        again.AskAll(false);
        NS_TEST_EXPECT_MSG_EQ(again.TakeAnswer(answer), false, what << ": replayed");
        NS_TEST_EXPECT_MSG_EQ(int(again.Open("a", Bytes(3, 1)).verdict), 2, "too short");
        NS_TEST_EXPECT_MSG_EQ(int(again.Open("a", Bytes(50, 0)).verdict), 2, "of nobody");
    }
};

} // namespace

std::vector<TestCase*>
MakeKeyExchangeTests()
{
    return {new ExchangePartyTest, new ExchangePublisherTest, new ExchangeSubscriberTest};
}

} // namespace ns3::mqtt::test

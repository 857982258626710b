// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"
#include "mqtt-memory-scan.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-key-exchange-publisher.h"
#include "ns3/mqtt-key-exchange-subscriber.h"

/// @file
/// What the key exchange leaves in memory.

namespace ns3::mqtt::test
{

namespace
{

/// A publisher and a subscriber with a data key, and without.
class ExchangeWipingTest : public PrimitiveTest
{
  public:
    ExchangeWipingTest()
        : PrimitiveTest("key exchange: data keys are held by who uses them, and gone with them")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool rsa : {false, true})
        {
            // The first time OpenSSL and the allocator make themselves at home.
            Play({rsa, !rsa, true}, false);
            Play({rsa, !rsa, true}, true);
        }
    }

    /// @param form of the exchange
    /// @param looks whether memory is looked at
    void Play(const ExchangeForm& form, bool looks)
    {
        CryptoScope scope(m_meter, m_random, NOW);
        const auto directory = std::make_shared<ExchangeDirectory>();
        std::vector<std::unique_ptr<ExchangeParty>> parties;
        for (const char* name : {"alice", "bob"})
        {
            ExchangeMember& member = directory->Enter(name);
            member.number = directory->GetNumber(name);
            parties.push_back(ExchangeParty::Create(form, member.number));
            member.publicKey = parties.back()->GetPublicKey().ToBytes();
            member.fingerprint = Sha256({member.publicKey});
        }
        auto alice = std::make_unique<ExchangePublisher>(1, directory, *parties[0], 2);
        auto bob = std::make_unique<ExchangeSubscriber>(2, directory, *parties[1], 2);
        const WantedSecret first(alice->GetNewestKey().key.Get());
        const auto request = DecodeKeyRequest(bob->AskAll(false).message->payload);
        const auto answers = alice->Answer(*request, mqtt::Duration(0));
        NS_TEST_ASSERT_MSG_EQ(answers.size(), 1, "an answer");
        NS_TEST_EXPECT_MSG_EQ(bob->TakeAnswer(answers[0].message->payload), true, "bob has it");
        Expect(looks, first, true, "in use");
        for (int i = 0; i < 2; ++i) // both keep two keys
        {
            alice->Renew();
            bob->TakeAnswer(alice->PushNext()->message->payload);
            alice->PushNext();
            alice->Switch();
        }
        Expect(looks, first, false, "two keys later");
        const WantedSecret last(alice->GetNewestKey().key.Get());
        Expect(looks, last, true, "in use");
        alice.reset();
        bob.reset();
        Expect(looks, last, false, "gone with both");
    }

    /// @param looks whether memory is looked at
    /// @param secret secret
    /// @param there whether it may be there
    /// @param what is shown
    void Expect(bool looks, const WantedSecret& secret, bool there, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ((looks ? secret.CountInMemory() > 0 : there), there, what);
    }
};

} // namespace

std::vector<TestCase*>
MakeKeyExchangeWipeTests()
{
    return {new ExchangeWipingTest};
}

} // namespace ns3::mqtt::test

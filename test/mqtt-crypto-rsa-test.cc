// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-primitive-test.h"

#include "ns3/mqtt-p256.h"
#include "ns3/mqtt-rsa.h"

#include <set>

namespace ns3::mqtt::test
{

namespace
{

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

/// RSA-OAEP.
class RsaOaepTest : public PrimitiveTest
{
  public:
    RsaOaepTest()
        : PrimitiveTest("RSA-OAEP: opened by the right pair under the right label, counting")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        const RsaPair pair = RsaPair::Generate();
        ExpectCounted("rsa-2048-keygen 1", "rsa-2048-keygen", 0);
        const ByteView label(std::string_view("label"));
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{16}, RsaPublicKey::MAX_PLAINTEXT_SIZE})
        {
            const Bytes plaintext(size, 0x5a);
            const auto sealed = pair.GetPublicKey().EncryptOaep(plaintext, label);
            NS_TEST_ASSERT_MSG_EQ(sealed.has_value(), true, size);
            ExpectCounted("rsa-2048-public 1", "rsa-2048-public", 0);
            const auto opened = pair.DecryptOaep(*sealed, label);
            ExpectCounted("rsa-2048-private 1", "rsa-2048-private", 0);
            NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, size);
            NS_TEST_EXPECT_MSG_EQ(ToHex(opened->Get()), ToHex(plaintext), size);
            for (const std::size_t index : {0, 100, 255})
            {
                NS_TEST_EXPECT_MSG_EQ(pair.DecryptOaep(Flip(*sealed, index), label).has_value(),
                                      false,
                                      "changed at " << index);
            }
            NS_TEST_EXPECT_MSG_EQ(pair.DecryptOaep(*sealed).has_value(), false, "no label");
            NS_TEST_EXPECT_MSG_EQ(RsaPool::Get(0).DecryptOaep(*sealed, label).has_value(),
                                  false,
                                  "other pair");
            m_meter.Clear();
        }
        for (const std::size_t size : {0, 1, 255, 257})
        {
            NS_TEST_EXPECT_MSG_EQ(pair.DecryptOaep(Bytes(size, 1)).has_value(), false, size);
        }
        const auto first = pair.GetPublicKey().EncryptOaep(Bytes{1});
        const auto second = pair.GetPublicKey().EncryptOaep(Bytes{1});
        NS_TEST_EXPECT_MSG_EQ((*first == *second), false, "padding is random");
    }
};

/// Signatures and keys of RSA.
class RsaKeyTest : public PrimitiveTest
{
  public:
    RsaKeyTest()
        : PrimitiveTest("RSA: signatures, public keys of others, counting")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        CheckSignatures(RsaPool::Get(1), RsaPool::Get(2));
        CheckKeys(RsaPool::Get(3).GetPublicKey().Encode());
    }

    /// @param pair signs
    /// @param other does not
    void CheckSignatures(const RsaPair& pair, const RsaPair& other)
    {
        const Bytes message(100, 7);
        for (const auto padding : {RsaPadding::PKCS1, RsaPadding::PSS})
        {
            const bool isPss = padding == RsaPadding::PSS;
            const RsaPadding wrong = isPss ? RsaPadding::PKCS1 : RsaPadding::PSS;
            const auto& key = pair.GetPublicKey();
            m_meter.Clear();
            const Bytes signature = pair.Sign(message, padding);
            ExpectCounted("rsa-2048-private 1", "rsa-2048-private", 100);
            NS_TEST_EXPECT_MSG_EQ(signature.size(), RsaPublicKey::MODULUS_SIZE, "size");
            NS_TEST_EXPECT_MSG_EQ(key.Verify(message, signature, padding), true, "holds");
            ExpectCounted("rsa-2048-public 1", "rsa-2048-public", 100);
            NS_TEST_EXPECT_MSG_EQ((pair.Sign(message, padding) == signature),
                                  !isPss,
                                  "only PSS is random");
            NS_TEST_EXPECT_MSG_EQ(key.Verify(Flip(message, 0), signature, padding),
                                  false,
                                  "other message");
            NS_TEST_EXPECT_MSG_EQ(key.Verify(message, Flip(signature, 255), padding),
                                  false,
                                  "other signature");
            NS_TEST_EXPECT_MSG_EQ(key.Verify(message, signature, wrong), false, "other padding");
            NS_TEST_EXPECT_MSG_EQ(other.GetPublicKey().Verify(message, signature, padding),
                                  false,
                                  "other key");
            for (const std::size_t size : {0, 255, 257})
            {
                NS_TEST_EXPECT_MSG_EQ(key.Verify(message, Bytes(size, 0), padding), false, size);
            }
        }
    }

    /// @param encoded a public key
    void CheckKeys(ByteView encoded)
    {
        NS_TEST_EXPECT_MSG_EQ(encoded.size(), RsaPublicKey::ENCODED_SIZE, "size");
        const auto read = RsaPublicKey::Decode(encoded);
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "read");
        NS_TEST_EXPECT_MSG_EQ(ToHex(read->Encode()), ToHex(encoded), "written as it was read");
        // All octets but those of the modulus are fixed; its first bit is 1.
        const std::size_t modulus = 33;
        for (std::size_t i = 0; i < encoded.size(); ++i)
        {
            if (i < modulus || i >= modulus + RsaPublicKey::MODULUS_SIZE)
            {
                NS_TEST_EXPECT_MSG_EQ(RsaPublicKey::Decode(Flip(encoded, i)).has_value(), false, i);
            }
        }
        Bytes small = encoded.ToBytes();
        small[modulus] &= 0x7f;
        NS_TEST_EXPECT_MSG_EQ(RsaPublicKey::Decode(small).has_value(), false, "2047 bits");
        NS_TEST_EXPECT_MSG_EQ(RsaPublicKey::Decode(encoded.SubView(1)).has_value(), false, "cut");
        NS_TEST_EXPECT_MSG_EQ(RsaPublicKey::Decode({}).has_value(), false, "nothing");
        // A modulus that is no product of two primes, or even, must do no harm.
        Bytes even = Flip(encoded, modulus + RsaPublicKey::MODULUS_SIZE - 1);
        const auto odd = RsaPublicKey::Decode(even);
        NS_TEST_EXPECT_MSG_EQ((odd && odd->Verify(Bytes{1}, Bytes(256, 1), RsaPadding::PKCS1)),
                              false,
                              "even modulus");
        if (odd)
        {
            odd->EncryptOaep(Bytes{1});
        }
    }
};

/// The pool of RSA pairs.
class RsaPoolTest : public PrimitiveTest
{
  public:
    RsaPoolTest()
        : PrimitiveTest("RSA pool: distinct pairs that work, charged to nobody, the same for all")
    {
    }

  private:
    void DoRun() override
    {
        std::set<std::string> keys;
        std::string drawn;
        for (std::uint32_t i = 0; i < RsaPool::SIZE; ++i)
        {
            SeededRandom random(MakeSeed(4));
            CryptoScope scope(m_meter, random, NOW);
            m_meter.Clear();
            const RsaPair pair = RsaPool::Get(i);
            NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), "", "charged");
            keys.insert(ToHex(pair.GetPublicKey().Encode()));
            const RsaPair same = RsaPool::Get(i + RsaPool::SIZE);
            NS_TEST_EXPECT_MSG_EQ(ToHex(same.GetPublicKey().Encode()),
                                  ToHex(pair.GetPublicKey().Encode()),
                                  "round the pool");
            const auto sealed = same.GetPublicKey().EncryptOaep(Bytes(16, 9));
            const auto opened = pair.DecryptOaep(*sealed);
            NS_TEST_ASSERT_MSG_EQ(opened.has_value(), true, "pair " << i);
            NS_TEST_EXPECT_MSG_EQ(ToHex(opened->Get()), ToHex(Bytes(16, 9)), "pair " << i);
            // What a party draws for blinding must not depend on what others did.
            Bytes next(8);
            random.Fill(next.data(), next.size());
            if (i == 0 || i == 1)
            {
                drawn = ToHex(next) + drawn;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(keys.size(), RsaPool::SIZE, "distinct pairs");
        SeededRandom random(MakeSeed(4));
        CryptoScope scope(m_meter, random, NOW);
        const auto sealed = RsaPool::Get(0).GetPublicKey().EncryptOaep(Bytes(16, 9));
        RsaPool::Get(0).DecryptOaep(*sealed);
        Bytes next(8);
        random.Fill(next.data(), next.size());
        NS_TEST_EXPECT_MSG_EQ(drawn.substr(16), ToHex(next), "draws of a second party");
    }
};

/// P-256 as OpenSSL has it ready-made.
class P256Test : public PrimitiveTest
{
  public:
    P256Test()
        : PrimitiveTest("P-256: agreement, signatures, keys of others, counting")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        const P256Pair alice = P256Pair::Generate();
        ExpectCounted("ec-keygen-p256 1", "ec-keygen-p256", 0);
        const P256Pair bob = P256Pair::Generate();
        m_meter.Clear();
        const Secret shared = alice.Agree(bob.GetPublicKey());
        ExpectCounted("ecdh-p256 1", "ecdh-p256", 0);
        NS_TEST_EXPECT_MSG_EQ(ToHex(bob.Agree(alice.GetPublicKey()).Get()),
                              ToHex(shared.Get()),
                              "both agree");
        CheckSignatures(alice, bob);
        CheckKeys(alice.GetPublicKey().Encode());
    }

    /// @param pair signs
    /// @param other does not
    void CheckSignatures(const P256Pair& pair, const P256Pair& other)
    {
        const Bytes message(100, 7);
        const auto& key = pair.GetPublicKey();
        m_meter.Clear();
        const Bytes signature = pair.Sign(message);
        ExpectCounted("ecdsa-p256-sign 1", "ecdsa-p256-sign", 100);
        NS_TEST_EXPECT_MSG_EQ(signature.size(), P256PublicKey::SIGNATURE_SIZE, "size");
        NS_TEST_EXPECT_MSG_EQ(key.Verify(message, signature), true, "holds");
        ExpectCounted("ecdsa-p256-verify 1", "ecdsa-p256-verify", 100);
        for (const std::size_t index : {0, 31, 32, 63})
        {
            NS_TEST_EXPECT_MSG_EQ(key.Verify(message, Flip(signature, index)), false, index);
        }
        NS_TEST_EXPECT_MSG_EQ(key.Verify(Flip(message, 0), signature), false, "other message");
        NS_TEST_EXPECT_MSG_EQ(other.GetPublicKey().Verify(message, signature), false, "other key");
        for (const std::size_t size : {0, 63, 64, 65})
        {
            NS_TEST_EXPECT_MSG_EQ(key.Verify(message, Bytes(size, 0)), false, size);
            NS_TEST_EXPECT_MSG_EQ(key.Verify(message, Bytes(size, 0xff)), false, size);
        }
    }

    /// @param encoded a public key
    void CheckKeys(ByteView encoded)
    {
        const auto read = P256PublicKey::Decode(encoded);
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "read");
        NS_TEST_EXPECT_MSG_EQ(ToHex(read->Encode()), ToHex(encoded), "written as it was read");
        NS_TEST_EXPECT_MSG_EQ(P256PublicKey::Decode(Flip(encoded, 64)).has_value(),
                              false,
                              "not on the curve");
        NS_TEST_EXPECT_MSG_EQ(P256PublicKey::Decode(Flip(encoded, 0)).has_value(), false, "form");
        for (const std::size_t size : {0, 1, 33, 64})
        {
            NS_TEST_EXPECT_MSG_EQ(P256PublicKey::Decode(encoded.SubView(0, size)).has_value(),
                                  false,
                                  size);
        }
        NS_TEST_EXPECT_MSG_EQ(P256PublicKey::Decode(Bytes(65, 0)).has_value(), false, "zero");
        NS_TEST_EXPECT_MSG_EQ(P256PublicKey::Decode(Bytes{0}).has_value(), false, "infinity");
        // RFC 5903, section 8.1: the public key of the initiator.
        NS_TEST_EXPECT_MSG_EQ(
            P256PublicKey::Decode(
                ParseOctets("04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811805271"
                            "a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3"))
                .has_value(),
            true,
            "published key");
    }
};

} // namespace

std::vector<TestCase*>
MakeKeyPairTests()
{
    return {new RsaOaepTest, new RsaKeyTest, new RsaPoolTest, new P256Test};
}

} // namespace ns3::mqtt::test

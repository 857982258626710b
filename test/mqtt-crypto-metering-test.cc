// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-crypto-test.h"

#include "ns3/mqtt-operations.h"

#include <openssl/core_names.h>
#include <openssl/rand.h>

namespace ns3::mqtt::test
{

namespace
{

/// Operations by name, and scopes that say who hears of them.
class ScopeTest : public TestCase
{
  public:
    ScopeTest()
        : TestCase("operations, scopes and where random octets come from")
    {
    }

  private:
    void DoRun() override
    {
        const Operation made("test-operation");
        NS_TEST_EXPECT_MSG_EQ((made == Operation("test-operation")), true, "same name");
        NS_TEST_EXPECT_MSG_EQ((made == operations::SHA_256), false, "other name");
        NS_TEST_EXPECT_MSG_EQ(Operation::FromIndex(made.GetIndex()).GetName(),
                              "test-operation",
                              "");
        NS_TEST_EXPECT_MSG_GT(Operation::GetN(), made.GetIndex(), "number of names");

        CountOperation(made); // heard by nobody
        std::uint8_t octets[8];
        NS_TEST_EXPECT_MSG_NE(RAND_bytes_ex(OpensslContext(), octets, sizeof(octets), 0),
                              1,
                              "random octets without a scope");
        GetOpensslError();
        RecordingMeter outerMeter;
        RecordingMeter innerMeter;
        SeededRandom outerRandom(MakeSeed(1));
        SeededRandom innerRandom(MakeSeed(2));
        CryptoScope outer(outerMeter, outerRandom, NOW);
        {
            CryptoScope inner(innerMeter, innerRandom, NOW + 1);
            NS_TEST_EXPECT_MSG_EQ(CryptoScope::GetCurrent()->GetUnixTime(), NOW + 1, "innermost");
            CountOperation(made, 5);
            RAND_bytes_ex(OpensslContext(), octets, sizeof(octets), 0);
        }
        SeededRandom same(MakeSeed(2));
        std::uint8_t expected[8];
        same.Fill(expected, sizeof(expected));
        NS_TEST_EXPECT_MSG_EQ(std::equal(octets, octets + 8, expected), true, "not the inner seed");
        RAND_priv_bytes_ex(OpensslContext(), octets, 3, 0);
        NS_TEST_EXPECT_MSG_EQ(innerMeter.GetList(), "random 1, test-operation 1", "inner");
        NS_TEST_EXPECT_MSG_EQ(innerMeter.GetBytes("test-operation"), 5, "octets");
        NS_TEST_EXPECT_MSG_EQ(outerMeter.GetList(), "random 1", "outer");
        NS_TEST_EXPECT_MSG_EQ(outerMeter.GetBytes("random"), 3, "octets");
    }
};

/// The seeded source against published octets.
class SeededRandomTest : public TestCase
{
  public:
    SeededRandomTest()
        : TestCase("seeded random octets")
    {
    }

  private:
    void DoRun() override
    {
        // RFC 8439, A.1, test vectors 1 and 2: key and nonce zero, blocks 0 and 1.
        const Bytes first{0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90};
        const Bytes second{0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a};
        SeededRandom random(MakeSeed(0));
        Bytes octets(72);
        random.Fill(octets.data(), octets.size());
        NS_TEST_EXPECT_MSG_EQ(std::equal(first.begin(), first.end(), octets.begin()), true, "0");
        NS_TEST_EXPECT_MSG_EQ(std::equal(second.begin(), second.end(), octets.begin() + 64),
                              true,
                              "block 1");
        // How octets are asked for makes no difference.
        Bytes whole(1000);
        Bytes parts(1000);
        SeededRandom a(MakeSeed(7));
        SeededRandom b(MakeSeed(7));
        a.Fill(whole.data(), whole.size());
        for (std::size_t at = 0, size = 1; at < parts.size(); at += size, size += 17)
        {
            b.Fill(parts.data() + at, std::min(size, parts.size() - at));
        }
        NS_TEST_EXPECT_MSG_EQ((whole == parts), true, "octets depend on how they are asked for");
    }
};

/// What EVP is asked for is counted once, under the right name, with the right octets.
class MeteringTest : public TestCase
{
  public:
    MeteringTest()
        : TestCase("metering of OpenSSL's operations")
    {
    }

  private:
    void DoRun() override
    {
        CryptoScope scope(m_meter, m_random, NOW);
        CheckDigests();
        CheckCiphers();
        CheckDerivations();
        for (const char* group : {"P-256", "P-384"})
        {
            CheckEllipticCurve(group, group == std::string("P-256") ? "p256" : "p384");
        }
        CheckRsa();
    }

    /// Compares with what was counted since the last time, then forgets it.
    /// @param list expected
    /// @param name of one operation
    /// @param bytes octets of that one
    void Expect(const std::string& list, const std::string& name, std::uint64_t bytes)
    {
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetList(), list, name);
        NS_TEST_EXPECT_MSG_EQ(m_meter.GetBytes(name), bytes, name);
        m_meter.Clear();
    }

    /// Digests and MACs.
    void CheckDigests()
    {
        std::uint8_t out[64];
        std::size_t size{0};
        EVP_Q_digest(OpensslContext(), "SHA256", nullptr, m_data.data(), 100, out, &size);
        Expect("sha-256 1", "sha-256", 100);
        EVP_Q_digest(OpensslContext(), "SHA1", nullptr, m_data.data(), 20, out, &size);
        Expect("sha-1 1", "sha-1", 20);
        EVP_Q_mac(OpensslContext(),
                  "HMAC",
                  nullptr,
                  "SHA2-384",
                  nullptr,
                  "key",
                  3,
                  m_data.data(),
                  50,
                  out,
                  sizeof(out),
                  &size);
        Expect("hmac-sha384 1", "hmac-sha384", 50);
        // A copy that is finished on its own takes the octets along, so each is charged once.
        OpensslPtr<EVP_MD> digest(EVP_MD_fetch(OpensslContext(), "SHA256", nullptr));
        OpensslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
        OpensslPtr<EVP_MD_CTX> copy(EVP_MD_CTX_new());
        EVP_DigestInit_ex2(context.get(), digest.get(), nullptr);
        EVP_DigestUpdate(context.get(), m_data.data(), 64);
        EVP_MD_CTX_copy_ex(copy.get(), context.get());
        EVP_DigestUpdate(context.get(), m_data.data(), 6);
        EVP_DigestFinal_ex(copy.get(), out, nullptr);
        EVP_DigestFinal_ex(context.get(), out, nullptr);
        Expect("sha-256 2", "sha-256", 70);
    }

    /// @param name of a cipher, as OpenSSL has it
    /// @param encrypts direction
    /// @param sizes of the parts of a message
    void RunCipher(const char* name, bool encrypts, std::initializer_list<int> sizes)
    {
        OpensslPtr<EVP_CIPHER> cipher(EVP_CIPHER_fetch(OpensslContext(), name, nullptr));
        OpensslPtr<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
        EVP_CipherInit_ex2(context.get(),
                           cipher.get(),
                           m_data.data(),
                           m_data.data(),
                           encrypts,
                           nullptr);
        std::uint8_t out[256];
        int size{0};
        if (EVP_CIPHER_get_flags(cipher.get()) & EVP_CIPH_FLAG_AEAD_CIPHER)
        {
            EVP_CipherUpdate(context.get(), nullptr, &size, m_data.data(), 13);
        }
        for (int part : sizes)
        {
            EVP_CipherUpdate(context.get(), out, &size, m_data.data(), part);
        }
        EVP_CipherFinal_ex(context.get(), out, &size);
    }

    /// Ciphers: one count for each message, without associated data; a failed one was work as well.
    void CheckCiphers()
    {
        RunCipher("AES-128-CBC", true, {10, 20});
        Expect("aes-128-cbc 1", "aes-128-cbc", 30);
        RunCipher("AES-128-GCM", true, {1, 2, 3});
        Expect("aes-128-gcm 1", "aes-128-gcm", 6);
        RunCipher("AES-256-GCM", false, {7});
        Expect("aes-256-gcm 1", "aes-256-gcm", 7);
        RunCipher("ChaCha20-Poly1305", true, {8});
        Expect("chacha20-poly1305 1", "chacha20-poly1305", 8);
        RunCipher("AES-128-CTR", true, {9});
        Expect("aes-128-ctr 1", "aes-128-ctr", 9);
    }

    /// Key derivation: what it does inside is not counted again.
    void CheckDerivations()
    {
        OpensslPtr<EVP_KDF> kdf(EVP_KDF_fetch(OpensslContext(), "HKDF", nullptr));
        OpensslPtr<EVP_KDF_CTX> context(EVP_KDF_CTX_new(kdf.get()));
        char digest[] = "SHA256";
        OSSL_PARAM params[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, m_data.data(), 32),
            OSSL_PARAM_construct_end()};
        std::uint8_t out[42];
        NS_TEST_EXPECT_MSG_EQ(EVP_KDF_derive(context.get(), out, sizeof(out), params), 1, "HKDF");
        Expect("hkdf-sha256 1", "hkdf-sha256", 42);
    }

    /// @param key that signs and verifies
    void SignAndVerify(EVP_PKEY* key)
    {
        OpensslPtr<EVP_MD_CTX> context(EVP_MD_CTX_new());
        Bytes signature(512);
        std::size_t size = signature.size();
        EVP_DigestSignInit_ex(context.get(),
                              nullptr,
                              "SHA256",
                              OpensslContext(),
                              nullptr,
                              key,
                              nullptr);
        EVP_DigestSign(context.get(), nullptr, &size, m_data.data(), 99);
        EVP_DigestSign(context.get(), signature.data(), &size, m_data.data(), 99);
        context.reset(EVP_MD_CTX_new());
        EVP_DigestVerifyInit_ex(context.get(),
                                nullptr,
                                "SHA256",
                                OpensslContext(),
                                nullptr,
                                key,
                                nullptr);
        NS_TEST_EXPECT_MSG_EQ(
            EVP_DigestVerify(context.get(), signature.data(), size, m_data.data(), 99),
            1,
            "signature");
    }

    /// @param group name that OpenSSL knows
    /// @param shortName as it stands in names of operations
    void CheckEllipticCurve(const char* group, const std::string& shortName)
    {
        OpensslPtr<EVP_PKEY> key(EVP_PKEY_Q_keygen(OpensslContext(), nullptr, "EC", group));
        Expect("ec-keygen-" + shortName + " 1", "", 0);
        SignAndVerify(key.get());
        Expect("ecdsa-" + shortName + "-sign 1, ecdsa-" + shortName + "-verify 1",
               "ecdsa-" + shortName + "-sign",
               99);
        OpensslPtr<EVP_PKEY_CTX> context(
            EVP_PKEY_CTX_new_from_pkey(OpensslContext(), key.get(), nullptr));
        std::uint8_t secret[66];
        std::size_t size = sizeof(secret);
        EVP_PKEY_derive_init(context.get());
        EVP_PKEY_derive_set_peer(context.get(), key.get());
        EVP_PKEY_derive(context.get(), nullptr, &size);
        NS_TEST_EXPECT_MSG_EQ(EVP_PKEY_derive(context.get(), secret, &size), 1, "ECDH");
        Expect("ecdh-" + shortName + " 1", "", 0);
    }

    /// Signatures and encryption.
    void CheckRsa()
    {
        EVP_PKEY* key = GetPki(KeyType::RSA_2048).server->key.get();
        m_meter.Clear();
        SignAndVerify(key);
        Expect("rsa-2048-private 1, rsa-2048-public 1", "rsa-2048-public", 99);
        OpensslPtr<EVP_PKEY_CTX> context(
            EVP_PKEY_CTX_new_from_pkey(OpensslContext(), key, nullptr));
        Bytes sealed(256);
        std::size_t size = sealed.size();
        EVP_PKEY_encrypt_init(context.get());
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING);
        NS_TEST_EXPECT_MSG_EQ(
            EVP_PKEY_encrypt(context.get(), sealed.data(), &size, m_data.data(), 16),
            1,
            "RSA-OAEP");
        // OAEP's seed is drawn inside and is not a request of the party.
        Expect("rsa-2048-public 1", "", 0);
        Bytes opened(256);
        std::size_t openedSize = opened.size();
        EVP_PKEY_decrypt_init(context.get());
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING);
        EVP_PKEY_decrypt(context.get(), opened.data(), &openedSize, sealed.data(), size);
        NS_TEST_EXPECT_MSG_EQ(openedSize, 16, "RSA-OAEP");
        Expect("rsa-2048-private 1", "", 0);
    }

    RecordingMeter m_meter;             ///< hears of it
    SeededRandom m_random{MakeSeed(4)}; ///< of all keys
    Bytes m_data = Bytes(256, 'x');     ///< message, key, nonce
};

/// Chains as they are issued.
class CertificateTest : public TestCase
{
  public:
    CertificateTest()
        : TestCase("issuing of certificates")
    {
    }

  private:
    void DoRun() override
    {
        Bytes first;
        for (std::size_t length = 1; length <= 4; ++length)
        {
            const auto chain = Make(length, 5);
            NS_TEST_ASSERT_MSG_EQ((chain != nullptr), true, "chain of " << length);
            NS_TEST_EXPECT_MSG_EQ(chain->certificates.size(), length, "certificates sent");
            NS_TEST_EXPECT_MSG_EQ((Encode(*chain) == Encode(*Make(length, 5))),
                                  true,
                                  "same seed, other certificates");
            NS_TEST_EXPECT_MSG_EQ((Encode(*chain) == Encode(*Make(length, 6))), false, "seed");
            NS_TEST_EXPECT_MSG_EQ(Encode(*chain).size(), chain->GetEncodedSize(), "size");
        }
        NS_TEST_EXPECT_MSG_EQ((Make(0, 5) == nullptr), true, "chain of 0");
        NS_TEST_EXPECT_MSG_EQ((Make(5, 5) == nullptr), true, "chain of 5");
        NS_TEST_EXPECT_MSG_EQ((Make(1, 5, "a,DNS:b") == nullptr), true, "two names in one");
    }

    /// @param length of the chain
    /// @param seed of its keys
    /// @param name of its owner
    /// @return the chain, null on failure
    static std::shared_ptr<const CertificateChain> Make(std::size_t length,
                                                        std::uint8_t seed,
                                                        const std::string& name = "broker.example")
    {
        SeededRandom random(MakeSeed(seed));
        CertificateIssuer::Settings settings;
        settings.chainLength = length;
        auto issuer = CertificateIssuer::Create(settings, random);
        if (!issuer)
        {
            return nullptr;
        }
        auto chain = issuer.value()->Issue(name);
        return chain ? chain.value() : nullptr;
    }

    /// @param chain of certificates
    /// @return them in DER
    static Bytes Encode(const CertificateChain& chain)
    {
        Bytes all;
        for (const auto& certificate : chain.certificates)
        {
            Bytes one(static_cast<std::size_t>(i2d_X509(certificate.get(), nullptr)));
            unsigned char* out = one.data();
            i2d_X509(certificate.get(), &out);
            all.insert(all.end(), one.begin(), one.end());
        }
        return all;
    }
};

} // namespace

std::vector<TestCase*>
MakeMeteringTests()
{
    return {new ScopeTest, new SeededRandomTest, new MeteringTest, new CertificateTest};
}

} // namespace ns3::mqtt::test

// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-memory-scan.h"
#include "mqtt-scheme-tests.h"

#include "ns3/mqtt-crypto-scope.h"
#include "ns3/mqtt-key-pair-cipher.h"
#include "ns3/mqtt-key-server-records.h"
#include "ns3/mqtt-seeded-random.h"
#include "ns3/mqtt-unit-abilities.h"

#include <openssl/crypto.h>

/// @file
/// What is left of the keys of a pair when nobody needs them any more.

namespace ns3::mqtt::test
{

namespace
{

/// The keys of a pair, wherever they have been.
class KeyWipeTest : public TestCase
{
  public:
    KeyWipeTest()
        : TestCase("key server: keys are gone from memory when they are not needed any more")
    {
    }

  private:
    void DoRun() override
    {
        UnitAbilities::Exclude("test-chip-without-aes", "aes-cfb");
        // When a function of a library is called for the first time, the linker saves registers,
        // and what is in them, on the stack.
        for (const bool rehearses : {true, false})
        {
            m_rehearses = rehearses;
            CheckAll();
        }
    }

    /// Checks all forms with all chips.
    void CheckAll()
    {
        for (const bool hasAes : {true, false})
        {
            const std::string device = hasAes ? "test-chip" : "test-chip-without-aes";
            for (const auto form :
                 {KeyMessageForm::PUBLISHED, KeyMessageForm::TPM, KeyMessageForm::HOST})
            {
                Check(form, device);
            }
        }
    }

    /// @param form of messages
    /// @param device profile of the chips
    void Check(KeyMessageForm form, const std::string& device)
    {
        NullMeter nobody;
        SeededRandom random{{}};
        const CryptoScope scope(nobody, random, 0);
        const auto tpm = std::make_shared<Tpm>(device);
        std::vector<WantedSecret> wanted = MakeKeys(*tpm);
        ExpectInMemory(wanted, 2, "in the chip alone");
        auto cipher =
            std::make_unique<KeyPairCipher>(form,
                                            tpm,
                                            KeyPairCipher::Identity{1, 2, KeyPairSide::BOTH},
                                            std::pair(m_keys.encrypt, m_keys.sign),
                                            Bytes(16, 'i'));
        const Bytes clear(100, 'c');
        const auto sealed = cipher->Seal("t", false, clear);
        NS_TEST_ASSERT_MSG_EQ(sealed.has_value(), true, "sealed");
        NS_TEST_EXPECT_MSG_EQ((cipher->Open("t", *sealed) == clear), true, "and opened");
        const std::size_t stay = form == KeyMessageForm::PUBLISHED ? 2 : 0;
        ExpectInMemory(wanted, stay, "those that the pair was given");
        cipher->Flush();
        cipher.reset();
        ExpectInMemory(wanted, 0, "none");
        NS_TEST_EXPECT_MSG_EQ(tpm->GetNKeys(), 0, "none of those derived, either");
    }

    /// @param tpm gets NNSK and NNSKsign
    /// @return both, disguised
    std::vector<WantedSecret> MakeKeys(Tpm& tpm)
    {
        std::vector<WantedSecret> wanted;
        for (Tpm::Handle* handle : {&m_keys.encrypt, &m_keys.sign})
        {
            // Not random ones: who makes those may leave a copy that is not the scheme's.
            Bytes key(Tpm::KEY_SIZE);
            for (auto& octet : key)
            {
                octet = m_octet = static_cast<std::uint8_t>(5 * m_octet + 0x31);
            }
            wanted.emplace_back(key);
            *handle = tpm.Load(key);
            OPENSSL_cleanse(key.data(), key.size());
        }
        return wanted;
    }

    /// @param wanted secrets
    /// @param right how often they are to stand in memory, all together
    /// @param where where that is
    void ExpectInMemory(const std::vector<WantedSecret>& wanted,
                        std::size_t right,
                        const std::string& where)
    {
        std::size_t count = 0;
        for (const auto& secret : wanted)
        {
            count += secret.CountInMemory();
        }
        if (!m_rehearses)
        {
            NS_TEST_EXPECT_MSG_EQ(count, right, where);
        }
    }

    KeyPairHandles m_keys;   ///< NNSK and NNSKsign
    std::uint8_t m_octet{1}; ///< last octet of the last key
    bool m_rehearses{false}; ///< nothing is expected
};

} // namespace

std::vector<TestCase*>
MakeKeyServerWipingTests()
{
    return {new KeyWipeTest};
}

} // namespace ns3::mqtt::test

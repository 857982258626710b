// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-seeded-random.h"

#include <algorithm>
#include <cstdlib>
#include <openssl/crypto.h>

namespace ns3::mqtt
{

namespace
{

/// A seed that leaves no copy behind.
struct WipedSeed
{
    /// @param source gives it
    explicit WipedSeed(RandomSource& source)
    {
        source.Fill(seed.data(), seed.size());
    }

    ~WipedSeed()
    {
        OPENSSL_cleanse(seed.data(), seed.size());
    }

    SeededRandom::Seed seed; ///< the seed
};

} // namespace

SeededRandom::SeededRandom(const Seed& seed)
    : m_stream(EVP_CIPHER_CTX_new())
{
    static const OpensslPtr<EVP_CIPHER> cipher(
        EVP_CIPHER_fetch(UncountedOpensslContext(), "ChaCha20", nullptr));
    const std::array<std::uint8_t, 16> counterAndNonce{};
    if (!EVP_EncryptInit_ex2(m_stream.get(),
                             cipher.get(),
                             seed.data(),
                             counterAndNonce.data(),
                             nullptr))
    {
        // A run must not go on with octets that do not follow from its seed.
        std::abort();
    }
}

SeededRandom::SeededRandom(RandomSource& source)
    : SeededRandom(WipedSeed(source).seed)
{
}

SeededRandom::~SeededRandom()
{
    OPENSSL_cleanse(m_buffer.data(), m_buffer.size());
}

void
SeededRandom::Fill(std::uint8_t* octets, std::size_t size)
{
    while (size > 0)
    {
        if (m_used == m_buffer.size())
        {
            m_buffer.fill(0);
            int made{0};
            if (!EVP_EncryptUpdate(m_stream.get(),
                                   m_buffer.data(),
                                   &made,
                                   m_buffer.data(),
                                   static_cast<int>(m_buffer.size())))
            {
                std::abort();
            }
            m_used = 0;
        }
        const std::size_t count = std::min(size, m_buffer.size() - m_used);
        std::copy_n(m_buffer.data() + m_used, count, octets);
        OPENSSL_cleanse(m_buffer.data() + m_used, count); // it may be somebody's key
        octets += count;
        size -= count;
        m_used += count;
    }
}

} // namespace ns3::mqtt

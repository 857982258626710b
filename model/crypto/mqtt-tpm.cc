// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-tpm.h"

#include "mqtt-primitive-tools.h"
#include "mqtt-tpm-tools.h"
#include "mqtt-unit-abilities.h"

#include <climits>

namespace ns3::mqtt
{

namespace
{

/// Octets that one command for random numbers gives.
constexpr std::size_t RANDOM_SIZE = 32;

const Operation GET_RANDOM{"random-32"};            ///< TPM2_GetRandom
const Operation AES_CFB{"aes-cfb"};                 ///< TPM2_EncryptDecrypt
const Operation CREATE_AES_KEY{"create-aes-key"};   ///< TPM2_Create
const Operation CREATE_HMAC_KEY{"create-hmac-key"}; ///< TPM2_Create
const Operation FLUSH{"flush"};                     ///< TPM2_FlushContext
const Operation HOST_AES_CFB{"aes-128-cfb"};        ///< on the host

/// @param parts some octets
/// @return how many
std::uint64_t
CountOctets(std::initializer_list<ByteView> parts)
{
    std::uint64_t size = 0;
    for (const ByteView& part : parts)
    {
        size += part.size();
    }
    return size;
}

} // namespace

Tpm::Tpm(std::string device)
    : m_device(std::move(device))
{
    const InsideChip inside;
    m_root = TakeTpmSecret(RandomBytes(KEY_SIZE), KEY_SIZE);
    m_rootSign = TakeTpmSecret(RandomBytes(KEY_SIZE), KEY_SIZE);
}

Tpm::~Tpm() = default;

Tpm::Handle
Tpm::Load(ByteView key)
{
    Require(key.size() == KEY_SIZE, "load a key of that length into a TPM");
    return Add(key);
}

Bytes
Tpm::GetRandom(std::size_t size)
{
    for (std::size_t got = 0; got < size; got += RANDOM_SIZE)
    {
        CountOperation(GET_RANDOM, std::min(RANDOM_SIZE, size - got));
    }
    const InsideChip inside;
    return RandomBytes(size);
}

Tpm::Handle
Tpm::CreateKey(KeyKind kind)
{
    CountOperation(kind == KeyKind::AES ? CREATE_AES_KEY : CREATE_HMAC_KEY);
    const InsideChip inside;
    const Secret key = TakeTpmSecret(RandomBytes(KEY_SIZE), KEY_SIZE);
    return Add(key.Get());
}

std::optional<Bytes>
Tpm::Hmac(Handle key, std::initializer_list<ByteView> parts)
{
    const Secret* secret = Find(key);
    if (!secret)
    {
        return std::nullopt;
    }
    CountOperation(TPM_HMAC, CountOctets(parts));
    const InsideChip inside;
    return HmacSha256(secret->Get(), parts);
}

bool
Tpm::Verify(Handle key, std::initializer_list<ByteView> parts, ByteView tag)
{
    const auto right = Hmac(key, parts);
    return right && AreEqual(*right, tag);
}

Tpm::Handle
Tpm::Derive(Handle key, std::initializer_list<ByteView> context)
{
    const auto derived = DeriveForHost(key, context);
    return derived ? Add(derived->Get().SubView(0, KEY_SIZE)) : NO_KEY;
}

std::optional<Secret>
Tpm::DeriveForHost(Handle key, std::initializer_list<ByteView> context)
{
    auto derived = Hmac(key, context);
    return derived ? std::optional(TakeTpmSecret(std::move(*derived), HMAC_SIZE)) : std::nullopt;
}

Bytes
Tpm::RunCfb(ByteView key, ByteView iv, bool encrypts, ByteView in)
{
    static EVP_CIPHER* const cipher = Fetch(EVP_CIPHER_fetch, "AES-128-CFB");
    Require(key.size() == KEY_SIZE && iv.size() == IV_SIZE && in.size() <= INT_MAX,
            "use a key or an IV of that length for AES-128-CFB");
    const OpensslPtr<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
    Bytes out(in.size() + 1); // never empty, so that there is somewhere to write to
    int size{0};
    int end{0};
    Require(
        context &&
            EVP_CipherInit_ex2(context.get(), cipher, key.data(), iv.data(), encrypts, nullptr) &&
            EVP_CipherUpdate(context.get(),
                             out.data(),
                             &size,
                             GetParameterData(in),
                             static_cast<int>(in.size())) &&
            EVP_CipherFinal_ex(context.get(), out.data() + size, &end),
        "run AES-128-CFB");
    out.resize(in.size());
    return out;
}

bool
Tpm::HasAes() const
{
    return UnitAbilities::IsAble(m_device, AES_CFB.GetName());
}

std::optional<Secret>
Tpm::DeriveCipherKey(Handle key, ByteView iv)
{
    auto derived = HasAes() ? std::nullopt : Hmac(key, {iv});
    return derived ? std::optional(TakeTpmSecret(std::move(*derived), KEY_SIZE)) : std::nullopt;
}

std::optional<Bytes>
Tpm::Encrypt(Handle key, ByteView iv, ByteView plaintext)
{
    return Crypt(key, iv, true, plaintext);
}

std::optional<Bytes>
Tpm::Decrypt(Handle key, ByteView iv, ByteView ciphertext)
{
    return Crypt(key, iv, false, ciphertext);
}

Bytes
Tpm::EncryptOnHost(const Secret& key, ByteView iv, bool encrypts, ByteView octets)
{
    m_hostBytes.push_back(octets.size());
    const InsideChip inside; // counted by CountHostWork()
    return RunCfb(key.Get(), iv, encrypts, octets);
}

std::optional<Bytes>
Tpm::Crypt(Handle key, ByteView iv, bool encrypts, ByteView in)
{
    const Secret* secret = Find(key);
    if (!secret)
    {
        return std::nullopt;
    }
    if (HasAes())
    {
        CountOperation(AES_CFB, in.size());
    }
    else
    {
        CountOperation(TPM_HMAC, iv.size());
        m_hostBytes.push_back(in.size());
    }
    const Secret cipherKey = GetCipherKey(*secret, iv);
    const InsideChip inside;
    return RunCfb(cipherKey.Get(), iv, encrypts, in);
}

Secret
Tpm::GetCipherKey(const Secret& key, ByteView iv) const
{
    if (HasAes())
    {
        return key;
    }
    const InsideChip inside;
    return TakeTpmSecret(HmacSha256(key.Get(), {iv}), KEY_SIZE);
}

void
Tpm::Flush(Handle key)
{
    if (m_keys.erase(key) > 0)
    {
        CountOperation(FLUSH);
    }
}

void
Tpm::Restart()
{
    m_keys.clear();
    m_hostBytes.clear();
    ++m_boots;
}

void
Tpm::CountHostWork()
{
    for (const std::uint64_t bytes : m_hostBytes)
    {
        CountOperation(HOST_AES_CFB, bytes);
    }
    m_hostBytes.clear();
}

const Secret*
Tpm::Find(Handle key) const
{
    const auto found = m_keys.find(key);
    return found == m_keys.end() ? nullptr : &found->second;
}

Tpm::Handle
Tpm::Add(ByteView key)
{
    m_keys.emplace(++m_last, Secret(key));
    return m_last;
}

} // namespace ns3::mqtt

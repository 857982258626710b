// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-primitive-tools.h"
#include "mqtt-primitives.h"

#include <climits>
#include <openssl/err.h>

namespace ns3::mqtt
{

namespace
{

/// What a text by SealWithPassphrase() begins with, under its Base64.
constexpr std::string_view SALT_MARK = "Salted__";

/// Octets of the salt behind that.
constexpr std::size_t SALT_SIZE = 8;

/// Octets of a block of AES.
constexpr std::size_t BLOCK_SIZE = 16;

/// Octets of keys of AES-128 and AES-256.
constexpr std::size_t AES_128_KEY_SIZE = 16;
constexpr std::size_t AES_256_KEY_SIZE = 32;

/// @param size octets
/// @return the same as OpenSSL counts them
int
ToInt(std::size_t size)
{
    Require(size <= INT_MAX, "work on so many octets");
    return static_cast<int>(size);
}

/// @param keySize AES_128_KEY_SIZE or AES_256_KEY_SIZE
/// @return AES in CBC mode
EVP_CIPHER*
GetAesCbc(std::size_t keySize)
{
    static EVP_CIPHER* const small = Fetch(EVP_CIPHER_fetch, "AES-128-CBC");
    static EVP_CIPHER* const large = Fetch(EVP_CIPHER_fetch, "AES-256-CBC");
    return keySize == AES_128_KEY_SIZE ? small : large;
}

/// Runs AES in CBC mode.
/// @param key AES_128_KEY_SIZE or AES_256_KEY_SIZE octets
/// @param iv BLOCK_SIZE octets
/// @param encrypts direction
/// @param padded whether there is padding
/// @param in octets
/// @return octets, unless length or padding are wrong
std::optional<Bytes>
RunAesCbc(ByteView key, const std::uint8_t* iv, bool encrypts, bool padded, ByteView in)
{
    const OpensslPtr<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
    Bytes out(in.size() + BLOCK_SIZE);
    int body{0};
    int end{0};
    EVP_CIPHER* const cipher = GetAesCbc(key.size());
    Require(context &&
                EVP_CipherInit_ex2(context.get(), cipher, key.data(), iv, encrypts, nullptr) &&
                EVP_CIPHER_CTX_set_padding(context.get(), padded) &&
                EVP_CipherUpdate(context.get(), out.data(), &body, in.data(), ToInt(in.size())),
            "run AES in CBC mode");
    if (!EVP_CipherFinal_ex(context.get(), out.data() + body, &end))
    {
        OPENSSL_cleanse(out.data(), out.size());
        ERR_clear_error();
        return std::nullopt;
    }
    out.resize(static_cast<std::size_t>(body + end));
    return out;
}

/// Ends the program unless it gives AES what that needs.
/// @param key AES_128_KEY_SIZE or AES_256_KEY_SIZE octets
/// @param iv BLOCK_SIZE octets
void
RequireAesCbc(ByteView key, ByteView iv)
{
    Require((key.size() == AES_128_KEY_SIZE || key.size() == AES_256_KEY_SIZE) &&
                iv.size() == BLOCK_SIZE,
            "use a key or an IV of that length for AES in CBC mode");
}

/// AES-256-CBC with a key and an IV of a passphrase and a salt.
/// @param passphrase secret
/// @param salt SALT_SIZE octets
/// @param encrypts direction
/// @param in octets
/// @return octets, unless the padding is wrong
std::optional<Bytes>
RunPassphraseCipher(ByteView passphrase, ByteView salt, bool encrypts, ByteView in)
{
    static EVP_MD* const digest = Fetch(EVP_MD_fetch, "MD5");
    WipedArray<EVP_MAX_KEY_LENGTH> key;
    WipedArray<EVP_MAX_IV_LENGTH> iv;
    Require(EVP_BytesToKey(GetAesCbc(AES_256_KEY_SIZE),
                           digest,
                           salt.data(),
                           GetParameterData(passphrase),
                           ToInt(passphrase.size()),
                           1,
                           key.data(),
                           iv.data()),
            "derive a key of a passphrase");
    return RunAesCbc(ByteView(key.data(), AES_256_KEY_SIZE), iv.data(), encrypts, true, in);
}

} // namespace

Bytes
EncodeBase64(ByteView octets)
{
    Bytes text((octets.size() + 2) / 3 * 4 + 1); // OpenSSL adds a NUL
    ToInt(text.size());
    EVP_EncodeBlock(text.data(), octets.data(), static_cast<int>(octets.size()));
    text.pop_back();
    return text;
}

std::optional<Bytes>
DecodeBase64(ByteView text)
{
    Bytes octets(text.size() / 4 * 3);
    if (text.size() % 4 != 0 || text.size() > INT_MAX ||
        EVP_DecodeBlock(octets.data(), text.data(), static_cast<int>(text.size())) < 0)
    {
        return std::nullopt;
    }
    // OpenSSL takes each padding character for a zero octet.
    const auto isPadding = [&text](std::size_t fromEnd) {
        return text.size() >= fromEnd && text[text.size() - fromEnd] == '=';
    };
    octets.resize(octets.size() - isPadding(1) - (isPadding(1) && isPadding(2)));
    // It also puts up with spaces around, padding inside and bits that belong to nothing.
    return EncodeBase64(octets) == text.ToBytes() ? std::optional(octets) : std::nullopt;
}

AesGcm::AesGcm(ByteView key)
    : m_key(key)
{
    Require(key.size() == KEY_SIZE, "use a key of that length for AES-128-GCM");
}

EVP_CIPHER_CTX*
AesGcm::Start(OpensslPtr<EVP_CIPHER_CTX>& context, bool seals, ByteView nonce)
{
    static EVP_CIPHER* const cipher = Fetch(EVP_CIPHER_fetch, "AES-128-GCM");
    const bool isNew = !context; // else it has cipher and key
    if (isNew)
    {
        context.reset(EVP_CIPHER_CTX_new());
    }
    const auto start = seals ? EVP_EncryptInit_ex2 : EVP_DecryptInit_ex2;
    Require(context && start(context.get(),
                             isNew ? cipher : nullptr,
                             isNew ? m_key.Get().data() : nullptr,
                             nonce.data(),
                             nullptr),
            "start AES-128-GCM");
    return context.get();
}

void
AesGcm::Seal(ByteView nonce, ByteView associated, ByteView plaintext, Bytes& sealed)
{
    Require(nonce.size() == NONCE_SIZE, "use a nonce of that length for AES-128-GCM");
    EVP_CIPHER_CTX* context = Start(m_seal, true, nonce);
    const std::size_t begin = sealed.size();
    sealed.resize(begin + plaintext.size() + TAG_SIZE);
    std::uint8_t* const out = sealed.data() + begin;
    std::uint8_t* const tag = out + plaintext.size();
    int size{0};
    // GCM keeps nothing back, so the end adds no octets.
    Require(
        EVP_EncryptUpdate(context, nullptr, &size, associated.data(), ToInt(associated.size())) &&
            EVP_EncryptUpdate(context, out, &size, plaintext.data(), ToInt(plaintext.size())) &&
            EVP_EncryptFinal_ex(context, tag, &size) &&
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, tag),
        "seal by AES-128-GCM");
}

std::optional<Bytes>
AesGcm::Open(ByteView nonce, ByteView associated, ByteView sealed)
{
    if (nonce.size() != NONCE_SIZE || sealed.size() < TAG_SIZE || sealed.size() > INT_MAX)
    {
        return std::nullopt;
    }
    const std::size_t count = sealed.size() - TAG_SIZE;
    EVP_CIPHER_CTX* context = Start(m_open, false, nonce);
    // OpenSSL only reads it.
    const auto tag = const_cast<std::uint8_t*>(sealed.data() + count);
    Bytes plaintext(count);
    int size{0};
    Require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag) &&
                EVP_DecryptUpdate(context,
                                  nullptr,
                                  &size,
                                  associated.data(),
                                  ToInt(associated.size())) &&
                EVP_DecryptUpdate(context, plaintext.data(), &size, sealed.data(), ToInt(count)),
            "open by AES-128-GCM");
    if (!EVP_DecryptFinal_ex(context, plaintext.data() + count, &size))
    {
        OPENSSL_cleanse(plaintext.data(), plaintext.size());
        ERR_clear_error();
        return std::nullopt;
    }
    return plaintext;
}

Bytes
SealWithPassphrase(ByteView passphrase, ByteView plaintext)
{
    const Bytes salt = RandomBytes(SALT_SIZE);
    const auto ciphertext = RunPassphraseCipher(passphrase, salt, true, plaintext);
    Require(ciphertext.has_value(), "run AES-256-CBC");
    Bytes sealed(SALT_MARK.begin(), SALT_MARK.end());
    sealed.insert(sealed.end(), salt.begin(), salt.end());
    sealed.insert(sealed.end(), ciphertext->begin(), ciphertext->end());
    return EncodeBase64(sealed);
}

std::optional<Bytes>
OpenWithPassphrase(ByteView passphrase, ByteView sealed)
{
    const auto decoded = DecodeBase64(sealed);
    const std::size_t head = SALT_MARK.size() + SALT_SIZE;
    if (!decoded || decoded->size() < head + BLOCK_SIZE ||
        (decoded->size() - head) % BLOCK_SIZE != 0 ||
        ByteView(*decoded).SubView(0, SALT_MARK.size()).ToText() != SALT_MARK)
    {
        return std::nullopt;
    }
    const ByteView view(*decoded);
    return RunPassphraseCipher(passphrase,
                               view.SubView(SALT_MARK.size(), SALT_SIZE),
                               false,
                               view.SubView(head));
}

Bytes
SealAesCbc(ByteView key, ByteView iv, ByteView plaintext, bool padded)
{
    RequireAesCbc(key, iv);
    auto sealed = RunAesCbc(key, iv.data(), true, padded, plaintext);
    Require(sealed.has_value(), "encrypt a part of a block by AES in CBC mode");
    return std::move(*sealed);
}

std::optional<Bytes>
OpenAesCbc(ByteView key, ByteView iv, ByteView sealed, bool padded)
{
    RequireAesCbc(key, iv);
    if (sealed.size() > INT_MAX - BLOCK_SIZE)
    {
        return std::nullopt;
    }
    return RunAesCbc(key, iv.data(), false, padded, sealed);
}

} // namespace ns3::mqtt

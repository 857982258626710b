// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-primitive-tools.h"
#include "mqtt-tpm-tools.h"

namespace ns3::mqtt
{

namespace
{

const Operation DUPLICATE{"duplicate"}; ///< TPM2_Duplicate
const Operation IMPORT{"import"};       ///< TPM2_Import and TPM2_Load

/// @param operation a command
/// @param times how often the host gives it
void
CountTimes(Operation operation, std::ptrdiff_t times)
{
    for (; times > 0; --times)
    {
        CountOperation(operation);
    }
}

} // namespace

std::optional<Bytes>
Tpm::Wrap(Handle wrapping, ByteView iv, const std::vector<Part>& parts)
{
    const Secret* secret = Find(wrapping);
    auto clear = Join(parts);
    if (!secret || !clear)
    {
        return std::nullopt;
    }
    const auto keys = std::count_if(parts.begin(), parts.end(), [](const Part& part) {
        return std::holds_alternative<Handle>(part);
    });
    if (keys == 0)
    {
        return Crypt(wrapping, iv, true, *clear);
    }
    CountTimes(DUPLICATE, keys);
    const Secret cipherKey = GetCipherKey(*secret, iv);
    const InsideChip inside;
    Bytes wrapped = RunCfb(cipherKey.Get(), iv, true, *clear);
    OPENSSL_cleanse(clear->data(), clear->size());
    return wrapped;
}

std::optional<std::vector<Tpm::Part>>
Tpm::Unwrap(Handle wrapping, ByteView iv, ByteView wrapped, const Layout& layout)
{
    const Secret* secret = Find(wrapping);
    if (!secret || iv.size() != IV_SIZE)
    {
        return std::nullopt;
    }
    const auto keys = std::count(layout.begin(), layout.end(), A_KEY);
    if (keys == 0)
    {
        Bytes clear = *Crypt(wrapping, iv, false, wrapped);
        return Split(clear, layout);
    }
    CountTimes(IMPORT, keys);
    const Secret cipherKey = GetCipherKey(*secret, iv);
    const InsideChip inside;
    Bytes clear = RunCfb(cipherKey.Get(), iv, false, wrapped);
    return Split(clear, layout);
}

Bytes
Tpm::Seal(const std::vector<Part>& parts)
{
    auto clear = Join(parts);
    Require(clear.has_value(), "seal a key that is gone");
    CountOperation(TPM_HMAC, clear->size());
    const InsideChip inside;
    Bytes sealed = RandomBytes(IV_SIZE);
    const Bytes encrypted = RunCfb(m_root.Get(), sealed, true, *clear);
    OPENSSL_cleanse(clear->data(), clear->size());
    sealed.insert(sealed.end(), encrypted.begin(), encrypted.end());
    const Bytes tag = HmacSha256(m_rootSign.Get(), {sealed});
    sealed.insert(sealed.end(), tag.begin(), tag.end());
    return sealed;
}

std::optional<std::vector<Tpm::Part>>
Tpm::Unseal(ByteView sealed, const Layout& layout)
{
    if (sealed.size() < IV_SIZE + HMAC_SIZE)
    {
        return std::nullopt;
    }
    CountOperation(TPM_HMAC, sealed.size());
    const InsideChip inside;
    const ByteView body = sealed.SubView(0, sealed.size() - HMAC_SIZE);
    if (!AreEqual(HmacSha256(m_rootSign.Get(), {body}), sealed.SubView(body.size())))
    {
        return std::nullopt;
    }
    Bytes clear = RunCfb(m_root.Get(), body.SubView(0, IV_SIZE), false, body.SubView(IV_SIZE));
    return Split(clear, layout);
}

std::optional<Bytes>
Tpm::Join(const std::vector<Part>& parts) const
{
    std::size_t size = 0;
    for (const Part& part : parts)
    {
        const auto* octets = std::get_if<Bytes>(&part);
        if (!octets && !Find(std::get<Handle>(part)))
        {
            return std::nullopt;
        }
        size += octets ? octets->size() : KEY_SIZE;
    }
    Bytes clear;
    clear.reserve(size); // never grows, so no copy of a key stays behind
    for (const Part& part : parts)
    {
        const auto* octets = std::get_if<Bytes>(&part);
        const ByteView view = octets ? ByteView(*octets) : Find(std::get<Handle>(part))->Get();
        clear.insert(clear.end(), view.begin(), view.end());
    }
    return clear;
}

std::optional<std::vector<Tpm::Part>>
Tpm::Split(Bytes& clear, const Layout& layout)
{
    const auto sizeOf = [](std::size_t part) { return part == A_KEY ? KEY_SIZE : part; };
    std::size_t size = 0;
    for (const std::size_t part : layout)
    {
        size += sizeOf(part);
    }
    std::optional<std::vector<Part>> parts;
    if (size == clear.size())
    {
        parts.emplace();
        std::size_t at = 0;
        for (const std::size_t part : layout)
        {
            const ByteView view = ByteView(clear).SubView(at, sizeOf(part));
            at += view.size();
            parts->push_back(part == A_KEY ? Part(Add(view)) : Part(view.ToBytes()));
        }
    }
    OPENSSL_cleanse(clear.data(), clear.size());
    return parts;
}

} // namespace ns3::mqtt
